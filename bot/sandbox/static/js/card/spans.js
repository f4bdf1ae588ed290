// Code, bold, italic and struck-out text within a line.

import { h } from "../dom.js";

const LONGEST = 4000;
const MARKS = { "*": ["em", "strong"], _: ["em", "strong"], "~": [null, "s"] };

/** `` `code` `` at this place: its node and length, or null. */
export function code(text, at) {
  const run = runLength(text, at, "`");
  const close = closingRun(text, at + run, "`", run);
  if (close < 0) return null;
  return { node: h("code", { class: "md-code" }, text.slice(at + run, close).trim() || " "), length: close + run - at };
}

/** `*italic*`, `**bold**`, `***both***` or `~~struck~~` at this place: its node and length, or null. */
export function emphasis(text, at, inner) {
  const mark = text[at];
  const run = runLength(text, at, mark);
  if (run > 3 || (mark === "~" && run !== 2) || !opens(text, at, run, mark)) return null;
  const close = closing(text, at + run, mark, run);
  if (close < 0) return null;
  return { node: wrapped(mark, run, inner(text.slice(at + run, close))), length: close + run - at };
}

function wrapped(mark, run, nodes) {
  const [single, double] = MARKS[mark];
  if (run === 1) return h(single, {}, ...nodes);
  return run === 2 ? h(double, {}, ...nodes) : h(double, {}, h(single, {}, ...nodes));
}

function runLength(text, at, mark) {
  let end = at;
  while (text[end] === mark) end += 1;
  return end - at;
}

function closingRun(text, from, mark, run) {
  for (let at = text.indexOf(mark, from); at >= 0; ) {
    const length = runLength(text, at, mark);
    if (length === run) return at;
    at = text.indexOf(mark, at + length);
  }
  return -1;
}

/** A mark before white space opens nothing, nor does an underscore inside a word. */
function opens(text, at, run, mark) {
  const next = text[at + run];
  return next !== undefined && !/\s/.test(next) && !(mark === "_" && isWord(text[at - 1]));
}

function closing(text, from, mark, run) {
  const end = Math.min(text.length, from + LONGEST); // else text full of marks would cost the square of its length
  for (let at = from; at < end; ) {
    if (text[at] === "\\") at += 2;
    else if (text[at] !== mark) at += 1;
    else {
      const length = runLength(text, at, mark);
      const fits = length === run || (length === 3 && run < 3);
      const ends = !/\s/.test(text[at - 1]) && at > from && !(mark === "_" && isWord(text[at + length]));
      if (fits && ends) return at + length - run;
      at += length;
    }
  }
  return -1;
}

const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
