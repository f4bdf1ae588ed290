// What is in a message of WeCom that is not a template card.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { fileBox, photo } from "../message_files.js";
import { t } from "../words.js";
import { mention } from "./inline.js";
import { addressAs, link } from "./links.js";
import { markdown } from "./markdown.js";

const ADDRESS = /https?:\/\/[^\s<>"'()\u0080-\uffff]+/g;
const THINKING = /^\s*<think>([\s\S]*?)(?:<\/think>\s*|$)/;
const isSmart = (message) => message.sender.kind === "aibot";

const DRAWN = {
  text: said,
  markdown: (message) => h("div", { class: "bubble is-wide" }, markdown(message.body.content, isSmart(message))),
  markdown_v2: (message) => h("div", { class: "bubble is-wide" }, markdown(message.body.content, true)),
  stream: written,
  textcard: textCard,
  news: articles,
  mpnews: articles,
  location: (message) => h("div", { class: "bubble" }, t("said", { name: t("a_place"), words: message.body.label ?? "" })),
  link: shared,
};

/** The content of a message; files and pictures as everywhere. */
export function drawContent(message) {
  if (message.file) return message.file.kind === "image" ? photo(message) : fileBox(message);
  const draw = Object.hasOwn(DRAWN, message.type) ? DRAWN[message.type] : null;
  return draw ? draw(message) : h("div", { class: "bubble" }, message.text || t("unsupported", { type: message.type }));
}

function said(message) {
  const named = message.mentions.filter(({ id }) => !message.text.includes(`<@${id}>`));
  return h("div", { class: "bubble" }, words(message.text), named.map(({ id }) => [" ", mention(id)]));
}

/** A text with its addresses and mentions. */
function words(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?]+$/, "");
    nodes.push(...mentioned(text.slice(from, found.index)), link(address, address));
    from = found.index + address.length;
  }
  return [...nodes, ...mentioned(text.slice(from))];
}

const mentioned = (text) => text.split(/(<@[\w.@-]{1,64}>)/).map((part) => (/^<@.+>$/.test(part) ? mention(part.slice(2, -1)) : part));

/** A text that grows while the smart bot writes it; what it thought before stands folded above. */
function written(message) {
  const text = message.body.content ?? "";
  const thought = text.match(THINKING);
  const rest = thought ? text.slice(thought[0].length) : text;
  return h("div", { class: ["bubble", "is-wide", !message.is_finished && "is-growing"] },
    thought && h("details", { class: "wx-thought" }, h("summary", {}, t("thought")), h("div", {}, thought[1].trim())),
    rest.trim() && markdown(rest, true),
    !message.is_finished && h("span", { class: "wx-writing", role: "img", "aria-label": t("writing") }, h("i"), h("i"), h("i")));
}

function textCard({ body }) {
  const href = addressAs(body.url);
  return h("a", { class: "wx-card wx-textcard", href, target: "_blank", rel: "noopener noreferrer" },
    h("h3", { class: "wx-title" }, body.title), h("div", { class: "wx-text" }, stripped(body.description)), h("div", { class: "wx-more" }, body.btntxt || t("details"), icon("next", 14)));
}

/** The description's own little marks: grey, normal and highlighted lines. */
function stripped(text) {
  return String(text).split(/<div class="(gray|normal|highlight)">([\s\S]*?)<\/div>|<br\s*\/?>/).map((part) => part ?? "").filter((part) => !["gray", "normal", "highlight"].includes(part)).map((part) => part.trim()).filter(Boolean).join("\n");
}

function articles({ body }) {
  return h("div", { class: "wx-card wx-articles" }, (body.articles ?? []).map((one) =>
    h("a", { href: addressAs(one.url ?? one.content_source_url ?? ""), target: "_blank", rel: "noopener noreferrer", class: "wx-article" },
      h("span", { class: "wx-article-words" }, h("strong", {}, one.title), h("span", { class: "wx-desc" }, one.description ?? one.digest)), h("span", { class: "wx-thumb" }, icon("picture", 20)))));
}

function shared({ body }) {
  return h("a", { class: "wx-card wx-textcard", href: addressAs(body.url), target: "_blank", rel: "noopener noreferrer" }, h("h3", { class: "wx-title" }, body.title), h("div", { class: "wx-text" }, body.description));
}
