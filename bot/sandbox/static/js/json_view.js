// JSON made readable. JSON that is hidden in a string is unfolded too, and said to be.

import { h } from "./dom.js";
import { t } from "./words.js";

const MOST_NODES = 6000;

/** A value as indented, coloured lines. */
export function jsonView(value) {
  const budget = { left: MOST_NODES };
  return h("pre", { class: "json", tabindex: "0" }, draw(value, "", budget));
}

function draw(value, indent, budget) {
  budget.left -= 1;
  if (budget.left < 0) return h("span", { class: "j-note" }, "…");
  if (value !== null && typeof value === "object") return group(value, indent, budget);
  if (typeof value !== "string") return h("span", { class: value === null ? "j-null" : `j-${typeof value}` }, String(value));
  const nested = nestedJson(value);
  if (nested === undefined) return h("span", { class: "j-string" }, JSON.stringify(value));
  return [h("span", { class: "j-note" }, `⟨${t("wire_nested")}⟩ `), draw(nested, indent, budget)];
}

function group(value, indent, budget) {
  const isList = Array.isArray(value);
  const entries = isList ? value.map((one) => [null, one]) : Object.entries(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return open + close;
  const inner = `${indent}  `;
  const lines = entries.map(([key, one], at) => [
    `\n${inner}`, key !== null && [h("span", { class: "j-key" }, JSON.stringify(key)), ": "], draw(one, inner, budget), at < entries.length - 1 && ",",
  ]);
  return [open, lines, `\n${indent}`, close];
}

function nestedJson(text) {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
