// Tables written with bars.

import { h } from "../dom.js";
import { t } from "../words.js";

/** The table of these lines, the second being the rule; `cell` draws one cell's text. */
export function markdownTable(lines, cell) {
  const [head, rule, ...rows] = lines.map(cells);
  const aligns = rule.map((one) => (/^:-+:$/.test(one) ? "center" : /-:$/.test(one) ? "right" : "left"));
  const row = (tag, texts) => h("tr", {}, texts.map((text, at) => h(tag, { style: { "text-align": aligns[at] ?? "left" } }, ...cell(text))));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("table_label") },
    h("table", { class: "table" }, h("thead", {}, row("th", head)), h("tbody", {}, rows.map((texts) => row("td", texts)))));
}

function cells(line) {
  const inside = line.trim().replace(/^\||\|$/g, "");
  return inside.split("|").map((text) => text.trim());
}
