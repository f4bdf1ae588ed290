// WeCom's markdown within a line. What the channel does not know is shown as typed.

import { code, emphasis } from "../card/spans.js";
import { h } from "../dom.js";
import { person, state } from "../store.js";
import { link } from "./links.js";

const DEEPEST = 6;
const BARE = /https?:\/\/[^\s<>()[\]"'`|\u0080-\uffff]+/y;
const FONT = /<font color=["']?(info|comment|warning)["']?>([\s\S]*?)<\/font>/y;
const MENTION = /<@([\w.@-]{1,64})>/y;
const LINK = /\[([^\]\n]{1,400})\]\(([^)\s]{1,2048})\)/y;

/** The nodes of one line; `isRich` is the markdown of the smart bot, which knows more marks and no colours. */
export function inline(text, isRich, depth = 0) {
  const scan = { text, isRich, at: 0, plain: "", nodes: [], inner: (part) => (depth < DEEPEST ? inline(part, isRich, depth + 1) : [part]) };
  while (scan.at < text.length) {
    const found = special(scan);
    if (found) take(scan, found);
    else scan.plain += text[scan.at++];
  }
  flush(scan);
  return scan.nodes;
}

function take(scan, { node, length }) {
  flush(scan);
  scan.nodes.push(node);
  scan.at += length;
}

function flush(scan) {
  if (scan.plain) scan.nodes.push(scan.plain);
  scan.plain = "";
}

function special(scan) {
  const { text, at, isRich } = scan;
  switch (text[at]) {
    case "\n": return { node: h("br"), length: 1 };
    case "`": return code(text, at);
    case "*": return isRich || text.startsWith("**", at) ? emphasis(text, at, scan.inner) : null;
    case "[": return matched(LINK, scan, (found) => link(found[2], ...scan.inner(found[1])));
    case "<": return isRich ? null : coloured(scan) ?? matched(MENTION, scan, (found) => mention(found[1]));
    case "h": return /[A-Za-z0-9]/.test(text[at - 1] ?? " ") ? null : matched(BARE, scan, (found) => link(found[0], found[0]));
    default: return null;
  }
}

const coloured = (scan) => matched(FONT, scan, (found) => h("span", { class: `wx-${found[1]}` }, ...scan.inner(found[2])));

function matched(pattern, scan, draw) {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text);
  return found && { node: draw(found), length: found[0].length };
}

/** `@name`, standing out when it is oneself. */
export function mention(id) {
  const found = state.people.find((one) => one.open_id.toLowerCase() === id.toLowerCase()) ?? person(id);
  return h("span", { class: ["mention", (found?.open_id === state.who || id === "@all") && "is-me"] }, `@${found?.name ?? id.replace(/^@/, "")}`);
}
