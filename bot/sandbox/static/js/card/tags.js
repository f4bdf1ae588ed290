// The tags that card markdown knows: colour, labels, people, moments, links. Anything else stays text.

import { h } from "../dom.js";
import { momentText, patternText, clockTime, dayText } from "../times.js";
import { t } from "../words.js";
import { link } from "./links.js";
import { colour, hue } from "./styles.js";

const OPEN = /<([a-z_]{1,16})((?:\s[^<>]{0,600})?)\s?\/?>/iy;
const ATTRIBUTE = /([\w-]{1,40})\s?=\s?("[^"]*"|'[^']*'|[^\s"'>]+)/g;
const ALONE = new Set(["br", "hr"]);

/** The tag at this place with its attributes, what it encloses and its whole length; null when there is none. */
export function tagAt(text, at) {
  OPEN.lastIndex = at;
  const found = OPEN.exec(text);
  if (!found) return null;
  const name = found[1].toLowerCase();
  if (!DRAWN[name]) return null;
  const start = at + found[0].length;
  const isAlone = ALONE.has(name) || found[0].endsWith("/>");
  const [inside, end] = isAlone ? ["", start] : enclosed(text, name, start);
  return { name, attributes: attributesOf(found[0].endsWith("/>") ? found[2].replace(/\/$/, "") : found[2]), inside, length: end - at };
}

/** Draw it; `inner` draws what it encloses. */
export function drawTag(found, inner, context) {
  return DRAWN[found.name](found.attributes, () => inner(found.inside), context, found.inside);
}

function enclosed(text, name, start) {
  const close = `</${name}>`;
  let depth = 1;
  for (let at = text.indexOf("<", start); at >= 0; at = text.indexOf("<", at + 1)) {
    if (text.startsWith(close, at)) depth -= 1;
    else if (text.startsWith(`<${name}`, at) && /[\s>]/.test(text[at + name.length + 1] ?? "")) depth += 1;
    if (depth === 0) return [text.slice(start, at), at + close.length];
  }
  return ["", start];
}

function attributesOf(text) {
  const found = {};
  for (const [, name, value] of text.matchAll(ATTRIBUTE)) found[name.toLowerCase()] = value.replace(/^["']|["']$/g, "");
  return found;
}

function mentions({ id, ids, email }, _inner, context) {
  const everyone = String(ids ?? id ?? email ?? "").split(",").map((one) => one.trim()).filter(Boolean);
  return h("span", {}, everyone.map((one) => mention(one, context)));
}

/** `@name`, standing out when it is oneself. */
export function mention(id, context) {
  const isMe = id === context.me || id === "all";
  const name = id === "all" ? t("everybody") : context.personName(id);
  return h("span", { class: ["mention", isMe && "is-me"] }, `@${name}`);
}

function moment({ millisecond, format_type: format }) {
  const at = Number(millisecond);
  if (!Number.isFinite(at) || Math.abs(at) > 8e15) return h("span", {}, millisecond ?? "");
  const texts = {
    date_num: () => patternText(at, "YYYY-MM-DD"), date: () => dayText(at), date_short: () => dayText(at),
    week: () => dayText(at), week_short: () => dayText(at), time: () => clockTime(at), time_sec: () => patternText(at, "HH:mm:ss"),
  };
  return h("time", { datetime: new Date(at).toISOString() }, (texts[format] ?? (() => momentText(at)))());
}

/** A coloured label. */
export function label(words, name, context) {
  return h("span", { class: "tag", style: { "--tag": `var(--hue-${hue(name)})`, "--tag-text": colour(hue(name), context?.card, { isText: true }) } }, words);
}

const DRAWN = {
  br: () => h("br"),
  hr: () => h("span", { class: "md-rule", role: "separator" }),
  font: ({ color }, inner, context) => h("span", { style: { color: colour(color, context.card, { isText: true }) || undefined } }, ...inner()),
  text_tag: ({ color }, inner, context) => label(inner(), color, context),
  number_tag: ({ background_color: background }, inner, context) => label(inner(), background ?? "grey", context),
  at: mentions,
  person: ({ id }, _inner, context) => context.capsule(id ?? ""),
  a: ({ href }, inner) => link(href, ...inner()),
  link: ({ url, pc_url: computer }, inner) => link(computer || url, ...inner()),
  local_datetime: moment,
  raw: (_attributes, _inner, _context, inside) => h("span", {}, inside),
};
