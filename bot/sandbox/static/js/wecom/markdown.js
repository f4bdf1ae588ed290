// WeCom's markdown. The app's and the group robots' has headings, bold, links, code, quotes and three colours; the
// smart bot's has lists, tables, code blocks and rules instead of colours.

import { markdownTable } from "../card/markdown_table.js";
import { h } from "../dom.js";
import { inline } from "./inline.js";

const DEEPEST = 5;
const HEADING = /^(#{1,6}) +(.*)$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const ITEM = /^( *)([-*+]|\d{1,3}[.)]) +(.*)$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const FENCE = /^ {0,3}```/;
const TABLE_RULE = /^[|:\-\t ]*-[|:\-\t ]*$/;

/** The text drawn; `isRich` for the smart bot and for markdown_v2. */
export function markdown(text, isRich = false) {
  return h("div", { class: "md wx-md" }, blocks(String(text).replaceAll("\r\n", "\n").split("\n"), isRich, 0));
}

function blocks(lines, isRich, depth) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = block(lines, at, isRich, depth);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function block(lines, at, isRich, depth) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  const heading = line.match(HEADING);
  if (heading) return [h("div", { class: `md-h md-h${heading[1].length}`, role: "heading", "aria-level": "4" }, inline(heading[2], isRich)), at + 1];
  if (QUOTE.test(line) && depth < DEEPEST) return quoted(lines, at, isRich, depth);
  return (isRich && richBlock(lines, at, depth)) || paragraph(lines, at, isRich);
}

/** What only the smart bot's markdown knows, or null. */
function richBlock(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) return fenced(lines, at);
  if (RULE.test(line)) return [h("hr", { class: "card-hr" }), at + 1];
  if (ITEM.test(line) && depth < DEEPEST) return listed(lines, at, depth);
  if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "") && lines[at + 1].includes("|")) return tabled(lines, at);
  return null;
}

function run(lines, at, belongs) {
  let end = at;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return [lines.slice(at, end), end];
}

function quoted(lines, at, isRich, depth) {
  const [part, end] = run(lines, at, (line) => QUOTE.test(line));
  return [h("blockquote", { class: "md-quote" }, blocks(part.map((line) => line.match(QUOTE)[1]), isRich, depth + 1)), end];
}

function fenced(lines, at) {
  const [part, end] = run(lines, at + 1, (line) => !FENCE.test(line));
  return [h("pre", { class: "md-pre", tabindex: "0" }, h("code", {}, part.join("\n"))), end + 1];
}

/** A list: items of one indentation; what is indented further belongs to the item above it. */
function listed(lines, at, depth) {
  const [, indent, sign] = lines[at].match(ITEM);
  const items = [];
  let end = at;
  for (; end < lines.length && lines[end].trim(); end += 1) {
    const found = lines[end].match(ITEM);
    if (found && found[1].length <= indent.length && /\d/.test(found[2]) === /\d/.test(sign)) items.push([found[3]]);
    else if (/^ {2,}/.test(lines[end])) items.at(-1).push(lines[end].replace(/^ {2,3}/, ""));
    else break;
  }
  const drawn = items.map((inside) => h("li", {}, blocks(inside, true, depth + 1)));
  return [h(/\d/.test(sign) ? "ol" : "ul", { class: "md-list", start: parseInt(sign, 10) || null }, drawn), end];
}

function tabled(lines, at) {
  const [part, end] = run(lines, at, (line) => line.includes("|"));
  return [markdownTable(part, (cell) => inline(cell, true)), end];
}

function paragraph(lines, at, isRich) {
  const ends = (line) => !line.trim() || HEADING.test(line) || QUOTE.test(line) || (isRich && (FENCE.test(line) || ITEM.test(line) || RULE.test(line)));
  const [more, end] = run(lines, at + 1, (line) => !ends(line));
  return [h("p", { class: "md-p" }, inline([lines[at], ...more].join("\n"), isRich)), end];
}
