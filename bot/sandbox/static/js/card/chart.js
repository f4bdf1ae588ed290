// A chart as its figures: a plain table with a bar behind the first number of each row.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../words.js";

const MOST_ROWS = 60;

/** The data of a chart. Its looks are the real client's business. */
export function drawChart(element) {
  const spec = element.chart_spec ?? {};
  const rows = rowsOf(spec).slice(0, MOST_ROWS);
  const columns = columnsOf(spec, rows);
  const figure = columns.find((name) => rows.some((row) => typeof row[name] === "number"));
  const most = Math.max(1e-9, ...rows.map((row) => Math.abs(Number(row[figure])) || 0));
  const title = typeof spec.title?.text === "string" ? spec.title.text : "";
  const head = h("tr", {}, columns.map((name) => h("th", { scope: "col", class: isNumber(rows, name) ? "is-number" : "" }, name)));
  const body = rows.map((row) => h("tr", {}, columns.map((name) => cell(row[name], name === figure ? Math.abs(row[name]) / most : null))));
  return h("figure", { class: "chart" },
    h("figcaption", { class: "chart-title" }, icon("chart", 16), title || t("chart_label"), h("code", { class: "chart-type" }, String(spec.type ?? ""))),
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": title || t("chart_label") },
      h("table", { class: "table" }, h("thead", {}, head), h("tbody", {}, body))));
}

const isNumber = (rows, name) => rows.some((row) => typeof row[name] === "number");

function cell(value, share) {
  const text = typeof value === "number" ? new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value) : plainText(value);
  if (share === null) return h("td", { class: typeof value === "number" ? "is-number" : "" }, text);
  const percent = Number.isFinite(share) ? Math.round(share * 100) : 0;
  return h("td", { class: "is-number has-bar" }, h("span", { class: "bar", style: { width: `${percent}%` } }), h("span", { class: "bar-value" }, text));
}

function rowsOf(spec) {
  const sets = [spec.data ?? spec.series].flat().filter(Boolean);
  return sets.flatMap((one) => one.values ?? one.data?.values ?? (one.x === undefined && !Array.isArray(one) && !one.id ? [one] : [])).filter((row) => row && typeof row === "object");
}

function columnsOf(spec, rows) {
  const named = [spec.categoryField, spec.xField, spec.seriesField, spec.yField, spec.valueField, spec.angleField].flat().filter((name) => typeof name === "string");
  const present = new Set(rows.flatMap((row) => Object.keys(row)));
  const chosen = [...new Set(named)].filter((name) => present.has(name));
  return chosen.length ? chosen : [...present].slice(0, 6);
}

const plainText = (value) => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
