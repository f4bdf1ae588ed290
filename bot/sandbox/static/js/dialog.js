// Asking before something is done.

import { h } from "./dom.js";
import { Layer } from "./layers.js";
import { t } from "./words.js";

/** Ask; true when confirmed. */
export function confirmDialog(title, text) {
  return new Promise((answer) => {
    const cancel = h("button", { type: "button", class: "plain-button", value: "" }, t("cancel"));
    const confirm = h("button", { type: "button", class: "main-button" }, t("confirm"));
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
      h("h2", { id: "dialog-title", class: "dialog-title" }, title), text && h("p", { class: "dialog-text" }, text),
      h("div", { class: "dialog-buttons" }, cancel, confirm));
    const close = opened(dialog, answer, false);
    cancel.addEventListener("click", () => close(false));
    confirm.addEventListener("click", () => close(true));
    confirm.focus();
  });
}

/** Choose one of several; null when none. */
export function chooseDialog(title, choices) {
  return new Promise((answer) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title", class: "dialog-title" }, title));
    const close = opened(dialog, answer, null);
    const entries = choices.map(({ text, value }) => h("button", { type: "button", class: "menu-entry", on: { click: () => close(value) } }, text));
    const cancel = h("button", { type: "button", class: "plain-button", on: { click: () => close(null) } }, t("cancel"));
    dialog.append(h("div", { class: "dialog-list" }, entries), h("div", { class: "dialog-buttons" }, cancel));
  });
}

/** Show a dialog; gives what closes it with an answer. Leaving it in any other way is the answer `none`. */
function opened(dialog, answer, none) {
  const layer = new Layer(() => {
    answer(none); // one that has been given stays
    dialog.close();
    dialog.remove();
  });
  const close = (value) => {
    answer(value);
    layer.take();
  };
  dialog.addEventListener("cancel", () => close(none));
  document.body.append(dialog);
  dialog.showModal();
  layer.put();
  return close;
}
