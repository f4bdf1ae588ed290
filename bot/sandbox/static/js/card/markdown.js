// Markdown in blocks: paragraphs, headings, lists, quotes, code, tables. Line breaks are kept, as the client does.

import { h } from "../dom.js";
import { inline } from "./inline.js";
import { markdownTable } from "./markdown_table.js";

const DEEPEST = 6;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const FENCE = /^ {0,3}(```+|~~~+)\s*([\w+-]*)/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^[|:\-\t ]+$/;

/** A box with the text drawn in it. */
export function markdown(text, context) {
  return h("div", { class: "md" }, ...blocks(String(text).replaceAll("\r\n", "\n").split("\n"), context, 0));
}

function blocks(lines, context, depth) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const [made, next] = block(lines, at, context, depth);
    nodes.push(...[made].flat());
    at = next;
  }
  return nodes;
}

function block(lines, at, context, depth) {
  const line = lines[at];
  if (!line.trim()) return [[], at + 1];
  if (/^ {4,}\S/.test(line)) return indented(lines, at);
  if (FENCE.test(line)) return fenced(lines, at);
  if (RULE.test(line) || line.trim() === "<hr>") return [h("hr", { class: "card-hr" }), at + 1];
  const heading = line.match(HEADING);
  if (heading) return [h("div", { class: `md-h md-h${heading[1].length}`, role: "heading", "aria-level": "4" }, ...inline(heading[2], context)), at + 1];
  if (QUOTE.test(line) && depth < DEEPEST) return quoted(lines, at, context, depth);
  if (ITEM.test(line) && depth < DEEPEST) return listed(lines, at, context, depth);
  if (line.includes("|") && isTableRule(lines[at + 1] ?? "")) return tabled(lines, at, context);
  return paragraph(lines, at, context);
}

const isTableRule = (line) => line.includes("|") && line.includes("-") && TABLE_RULE.test(line);

function run(lines, at, belongs) {
  let end = at;
  while (end < lines.length && belongs(lines[end])) end += 1;
  return [lines.slice(at, end), end];
}

function codeBlock(lines) {
  return h("pre", { class: "md-pre", tabindex: "0" }, h("code", {}, lines.join("\n")));
}

function indented(lines, at) {
  const [part, end] = run(lines, at, (line) => /^ {4,}/.test(line));
  return [codeBlock(part.map((line) => line.slice(4))), end];
}

function fenced(lines, at) {
  const fence = lines[at].match(FENCE)[1];
  const [part, end] = run(lines, at + 1, (line) => !line.trim().startsWith(fence));
  return [codeBlock(part), end + 1];
}

function quoted(lines, at, context, depth) {
  const [part, end] = run(lines, at, (line) => QUOTE.test(line));
  const inside = part.map((line) => line.match(QUOTE)[1]);
  return [h("blockquote", { class: "md-quote" }, ...blocks(inside, context, depth + 1)), end];
}

/** A list: items of one indentation; what is indented further belongs to the item above it. */
function listed(lines, at, context, depth) {
  const [, indent, sign] = lines[at].match(ITEM);
  const isNumbered = /\d/.test(sign);
  const items = [];
  let end = at;
  for (; end < lines.length && lines[end].trim(); end += 1) {
    const found = lines[end].match(ITEM);
    if (found && found[1].length <= indent.length + 1) {
      if (found[1].length < indent.length || /\d/.test(found[2]) !== isNumbered) break;
      items.push([found[3]]);
    } else if (/^ {2,}/.test(lines[end])) items.at(-1).push(lines[end].replace(/^ {2,4}/, ""));
    else break;
  }
  const drawn = items.map((inside) => h("li", {}, ...blocks(inside, context, depth + 1)));
  return [h(isNumbered ? "ol" : "ul", { class: "md-list", start: isNumbered ? parseInt(sign, 10) : null }, drawn), end];
}

function tabled(lines, at, context) {
  const [part, end] = run(lines, at, (line) => line.includes("|"));
  return [markdownTable(part, (cell) => inline(cell, context)), end];
}

function paragraph(lines, at, context) {
  const starts = (line) => !line.trim() || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);
  const [more, end] = run(lines, at + 1, (line) => !starts(line));
  return [h("p", { class: "md-p" }, ...inline([lines[at], ...more].map((line) => line.trimStart()).join("\n"), context)), end];
}
