// Short words at the top of the window.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { on, placeNow } from "./store.js";
import { t } from "./words.js";

const ICONS = { info: "info", success: "done", error: "failed", warning: "warning" };
const SECONDS = { info: 3, success: 3, warning: 5, error: 6 };
const MOST = 4;

let box = null;

/** Make the place where they appear. */
export function toastBox() {
  box = h("div", { class: "toasts", role: "region", "aria-label": t("toast_label"), "aria-live": "polite" });
  let place = placeNow();
  on("chat", () => { if (place !== (place = placeNow())) box.replaceChildren(); }); // what was said there is not said here
  return box;
}

/** Say something in one of the platform's four kinds; it goes by itself, later when one points at it. */
export function toast(kind, content, more = "") {
  const known = Object.hasOwn(ICONS, kind) ? kind : "info";
  const close = h("button", { type: "button", class: "icon-button toast-close", "aria-label": t("close") }, icon("close", 14));
  const made = h("div", { class: ["toast", `is-${known}`], role: known === "error" ? "alert" : "status" },
    icon(ICONS[known], 18), h("div", { class: "toast-text" }, h("div", {}, content), more && h("div", { class: "toast-more" }, more)), close);
  let timer = setTimeout(leave, SECONDS[known] * 1000);
  function leave() {
    clearTimeout(timer);
    made.remove();
  }
  made.addEventListener("pointerenter", () => clearTimeout(timer));
  made.addEventListener("pointerleave", () => { timer = setTimeout(leave, 1500); });
  close.addEventListener("click", leave);
  box.append(made);
  while (box.children.length > MOST) box.firstElementChild.remove();
}
