// Tables, a page at a time.

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../words.js";
import { patternText } from "../times.js";
import { markdown } from "./markdown.js";
import { colour, textSize } from "./styles.js";
import { label } from "./tags.js";

const HEIGHTS = { low: "36px", middle: "48px", high: "64px" };

/** A table; the page the reader is on stays when the card changes. */
export function drawTable(element, context) {
  const columns = (element.columns ?? []).filter((column) => column?.name);
  const rows = Array.isArray(element.rows) ? element.rows : [];
  const size = Math.min(Math.max(Number(element.page_size) || 5, 1), 10);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const key = context.keyOf(element);
  const body = h("tbody");
  const foot = h("div", { class: "table-pages" });
  const show = (page) => {
    context.local.page.set(key, page);
    fill(body, rows.slice(page * size, page * size + size).map((row) => drawRow(columns, row, element, context)));
    if (pages > 1) fill(foot, turners(page, pages, show));
  };
  show(Math.min(context.local.page.get(key) ?? 0, pages - 1));
  const table = h("table", { class: ["table", element.freeze_first_column && "is-frozen"] }, drawHead(columns, element, context), body);
  const scroll = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("table_label") }, table);
  return h("div", { class: "table-box" }, scroll, pages > 1 && foot);
}

function drawHead(columns, element, context) {
  const style = element.header_style ?? {};
  const look = {
    "text-align": style.text_align,
    "font-size": textSize(style.text_size, context.card),
    color: colour(style.text_color, context.card, { isText: true }) || undefined,
    "font-weight": style.bold === false ? "400" : undefined,
  };
  const cells = columns.map((column) => h("th", { scope: "col", style: { ...look, ...columnStyle(column) } }, column.display_name ?? column.name));
  return h("thead", { class: style.background_style === "none" ? "is-bare" : "" }, h("tr", {}, cells));
}

function columnStyle(column) {
  const width = /^(\d{2,3}px|\d{1,3}%)$/.test(column.width ?? "") ? column.width : undefined;
  return { width, "min-width": width?.endsWith("px") ? width : undefined, "text-align": alignOf(column), "vertical-align": column.vertical_align === "center" ? "middle" : column.vertical_align };
}

const alignOf = (column) => column.horizontal_align ?? (column.data_type === "number" ? "right" : undefined);

function drawRow(columns, row, element, context) {
  const height = HEIGHTS[element.row_height] ?? (/^\d{2,3}px$/.test(element.row_height ?? "") ? element.row_height : undefined);
  return h("tr", { style: { height } }, columns.map((column) => h("td", { style: columnStyle(column) }, drawCell(column, row?.[column.name], context))));
}

function drawCell(column, value, context) {
  if (value === null || value === undefined) return null;
  switch (column.data_type) {
    case "options": return options(value, context);
    case "number": return numberText(value, column.format ?? {});
    case "persons": return h("div", { class: "persons" }, [value].flat().map((id) => context.capsule(String(id))));
    case "date": return dateText(value, column.date_format);
    case "lark_md": case "markdown": return markdown(value, context);
    default: return String(value);
  }
}

function options(value, context) {
  if (!Array.isArray(value)) return label(String(value), "blue", context);
  return h("div", { class: "tags" }, value.map((one) => label(String(one?.text ?? ""), one?.color ?? "blue", context)));
}

function numberText(value, { symbol = "", precision, separator = false }) {
  const places = Number.isInteger(precision) ? { minimumFractionDigits: precision, maximumFractionDigits: precision } : { maximumFractionDigits: 10 };
  return Number.isFinite(value) ? `${symbol}${new Intl.NumberFormat("en-US", { ...places, useGrouping: separator }).format(value)}` : String(value);
}

function dateText(value, pattern) {
  return Number.isFinite(value) && Math.abs(value) < 8e15 ? patternText(value, pattern ?? "YYYY-MM-DD") : String(value);
}

function turners(page, pages, show) {
  const turner = (name, to, words) => h("button", {
    type: "button", class: "icon-button", "aria-label": words, disabled: to < 0 || to >= pages, on: { click: () => show(to) },
  }, icon(name, 16));
  return [turner("back", page - 1, t("previous_page")), h("span", {}, t("page_of", { page: page + 1, pages })), turner("next", page + 1, t("next_page"))];
}
