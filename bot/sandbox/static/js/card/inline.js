// Markdown within a line, as cards know it. Entities become characters only at the very end, so they never form markup.

import { h } from "../dom.js";
import { withDays } from "./days.js";
import { code, emphasis } from "./spans.js";
import { link } from "./links.js";
import { drawTag, tagAt } from "./tags.js";

const DEEPEST = 8;
const LONGEST = 40_000;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/iy;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", sim: "∼", zwj: "\u200d", ensp: "\u2002", emsp: "\u2003" };
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const BARE = /https?:\/\/[^\s<>()[\]"'`|\u0080-\uffff]+/y;
const EMOJI = /:([A-Z][A-Za-z0-9_]{1,30}):/y;
const PICTURES = {
  OK: "👌", THUMBSUP: "👍", DONE: "✅", CheckMark: "✅", CrossMark: "❌", SMILE: "🙂", HEART: "❤️", FIRE: "🔥", Fire: "🔥", APPLAUSE: "👏",
  MUSCLE: "💪", Alarm: "⏰", CLOCK: "🕐", WARNING: "⚠️", Pin: "📌", ROCKET: "🚀", PARTY: "🎉", LGTM: "👍", Yes: "✅", No: "❌",
};

/** A reaction or emoji code as a character, or null when it is not one of the common ones. */
export const emoji = (name) => PICTURES[name] ?? null;

/** The nodes of a text. `context` knows people and pictures (see view.js). */
export function inline(text, context, depth = 0) {
  if (depth > DEEPEST || text.length > LONGEST) return [document.createTextNode(text)];
  const scan = { text, at: 0, nodes: [], plain: "", context, inner: (part) => inline(part, context, depth + 1) };
  while (scan.at < text.length) if (!special(scan)) take(scan, text[scan.at], 1);
  flush(scan);
  return scan.nodes;
}

function special(scan) {
  switch (scan.text[scan.at]) {
    case "\\": return escaped(scan);
    case "&": return entity(scan);
    case "\n": return node(scan, h("br"), 1);
    case "`": return place(scan, code(scan.text, scan.at));
    case "*": case "_": case "~": return place(scan, emphasis(scan.text, scan.at, scan.inner));
    case "!": return picture(scan);
    case "[": return linked(scan);
    case "<": return tag(scan);
    case "h": return bare(scan);
    case ":": return emojiCode(scan);
    default: return false;
  }
}

function take(scan, characters, length) {
  scan.plain += characters;
  scan.at += length;
  return true;
}

function flush(scan) {
  if (scan.plain) scan.nodes.push(...withDays(scan.plain));
  scan.plain = "";
}

function node(scan, made, length) {
  flush(scan);
  scan.nodes.push(made);
  scan.at += length;
  return true;
}

function place(scan, found) {
  return found ? node(scan, found.node, found.length) : false;
}

function matchAt(pattern, scan) {
  pattern.lastIndex = scan.at;
  return pattern.exec(scan.text);
}

function escaped(scan) {
  const next = scan.text[scan.at + 1];
  return next !== undefined && PUNCTUATION.test(next) ? take(scan, next, 2) : false;
}

function entity(scan) {
  const found = matchAt(ENTITY, scan);
  if (!found) return false;
  const character = found[3] ? NAMED[found[3].toLowerCase()] : numbered(found[1] ? Number(found[1]) : parseInt(found[2], 16));
  return character === undefined ? false : take(scan, character, found[0].length);
}

function numbered(point) {
  return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : undefined;
}

/** `[words](target)` from `start`, or null. */
function bracketed(text, start) {
  const close = text.indexOf("](", start);
  const end = close < 0 ? -1 : text.indexOf(")", close);
  if (end < 0) return null;
  const words = text.slice(start + 1, close);
  const target = text.slice(close + 2, end);
  return words.includes("\n") || target.includes("\n") || target.length > 2000 ? null : { words, target, length: end + 1 - start };
}

function linked(scan) {
  const found = bracketed(scan.text, scan.at);
  if (!found || found.words.includes("[")) return false;
  return node(scan, link(decoded(found.target.trim()), ...scan.inner(found.words)), found.length);
}

function picture(scan) {
  const found = scan.text[scan.at + 1] === "[" ? bracketed(scan.text, scan.at + 1) : null;
  if (!found) return false;
  return node(scan, scan.context.picture(found.target.trim(), found.words), found.length + 1);
}

const decoded = (target) => target.replaceAll("&amp;", "&").replaceAll("&#38;", "&");

function tag(scan) {
  const found = tagAt(scan.text, scan.at);
  const drawn = found && drawTag(found, scan.inner, scan.context);
  return drawn ? node(scan, drawn, found.length) : false;
}

function bare(scan) {
  const before = scan.text[scan.at - 1] ?? " ";
  const found = /[A-Za-z0-9]/.test(before) ? null : matchAt(BARE, scan);
  if (!found) return false;
  const address = found[0].replace(/[.,;:!?]+$/, "");
  return node(scan, link(address, address), address.length);
}

function emojiCode(scan) {
  const found = matchAt(EMOJI, scan);
  return found && PICTURES[found[1]] ? take(scan, PICTURES[found[1]], found[0].length) : false;
}
