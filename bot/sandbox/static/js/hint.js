// The first thing to try, until somebody has tried it or does not want to see it.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { on } from "./store.js";
import { t } from "./words.js";

const KEY = "tongpin.sandbox.hint";

/** The bar; `insert` puts the example where it can be sent. */
export function hintBar(insert) {
  const bar = h("div", { class: "hint", role: "note" });
  const dismiss = () => {
    localStorage.setItem(KEY, "seen");
    bar.hidden = true;
  };
  const take = () => {
    dismiss();
    insert(t("hint_example"));
  };
  const show = () => fill(bar, h("span", { class: "hint-try" }, icon("bolt", 16), t("hint_try")),
    h("button", { type: "button", class: "hint-example", "data-tip": t("hint_insert"), on: { click: take } }, t("hint_example")),
    h("button", { type: "button", class: "icon-button", "aria-label": t("hint_dismiss"), on: { click: dismiss } }, icon("close", 14)));
  bar.hidden = localStorage.getItem(KEY) === "seen";
  on("language", show);
  show();
  return bar;
}
