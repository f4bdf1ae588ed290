// One message of the wire from all sides: readable, as it was sent, its headers, the answer.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { jsonView } from "./json_view.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** Everything about one exchange. */
export function wireDetail(wire) {
  const tabs = [
    ["wire_body", () => readable(wire.body), () => asText(wire.body)],
    ["wire_raw", () => raw(wire.raw), () => wire.raw],
    ["wire_headers", () => headers(wire.headers), () => Object.entries(wire.headers ?? {}).map((pair) => pair.join(": ")).join("\n")],
    ["wire_answer", () => readable(wire.answer), () => asText(wire.answer)],
    ["wire_answer_raw", () => raw(wire.answer_raw), () => wire.answer_raw],
  ];
  const panel = h("div", { class: "wire-part", role: "tabpanel" });
  let copied = () => "";
  const buttons = tabs.map(([key, draw, text]) => h("button", { type: "button", class: "tab", role: "tab", on: { click: () => choose(key, draw, text) } }, t(key)));
  const choose = (key, draw, text) => {
    for (const [at, button] of buttons.entries()) button.setAttribute("aria-selected", String(tabs[at][0] === key));
    copied = text;
    fill(panel, draw());
  };
  const copy = h("button", { type: "button", class: "icon-button", "aria-label": t("copy"), on: { click: () => copyText(copied() ?? "") } }, icon("copy", 16));
  choose(...tabs[0]);
  return [address(wire), h("div", { class: "tabs" }, h("div", { role: "tablist", class: "tab-list" }, buttons), copy), panel];
}

function address(wire) {
  const query = Object.keys(wire.query ?? {}).length ? `?${new URLSearchParams(wire.query)}` : "";
  return h("div", { class: "wire-address" }, h("span", { class: "wire-method" }, wire.method), ` ${wire.path}${query}`, wire.message_id && h("span", { class: "wire-id" }, wire.message_id));
}

function readable(value) {
  if (value === null || value === undefined || value === "") return h("p", { class: "wire-nothing" }, t("wire_nothing"));
  return typeof value === "string" ? raw(value) : jsonView(value);
}

function raw(text) {
  return text ? h("pre", { class: "json is-raw", tabindex: "0" }, String(text)) : h("p", { class: "wire-nothing" }, t("wire_nothing"));
}

function headers(all) {
  if (!Object.keys(all ?? {}).length) return h("p", { class: "wire-nothing" }, t("wire_nothing"));
  return h("dl", { class: "headers" }, Object.entries(all ?? {}).map(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]));
}

const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2) ?? "");

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("success", t("copied"));
  } catch {
    toast("warning", t("not_copied"));
  }
}
