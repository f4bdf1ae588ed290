// Asking before something is done.

import { h } from "./dom.js";
import { t } from "./words.js";

/** Ask; true when confirmed. */
export function confirmDialog(title, text) {
  return new Promise((answer) => {
    const cancel = h("button", { type: "button", class: "plain-button", value: "" }, t("cancel"));
    const confirm = h("button", { type: "button", class: "main-button" }, t("confirm"));
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" },
      h("h2", { id: "dialog-title", class: "dialog-title" }, title), text && h("p", { class: "dialog-text" }, text),
      h("div", { class: "dialog-buttons" }, cancel, confirm));
    const close = (isConfirmed) => {
      answer(isConfirmed);
      dialog.close();
      dialog.remove();
    };
    cancel.addEventListener("click", () => close(false));
    confirm.addEventListener("click", () => close(true));
    dialog.addEventListener("cancel", () => close(false));
    document.body.append(dialog);
    dialog.showModal();
    confirm.focus();
  });
}

/** Choose one of several; null when none. */
export function chooseDialog(title, choices) {
  return new Promise((answer) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title", class: "dialog-title" }, title));
    const close = (value) => {
      answer(value);
      dialog.close();
      dialog.remove();
    };
    const entries = choices.map(({ text, value }) => h("button", { type: "button", class: "menu-entry", on: { click: () => close(value) } }, text));
    const cancel = h("button", { type: "button", class: "plain-button", on: { click: () => close(null) } }, t("cancel"));
    dialog.append(h("div", { class: "dialog-list" }, entries), h("div", { class: "dialog-buttons" }, cancel));
    dialog.addEventListener("cancel", () => close(null));
    document.body.append(dialog);
    dialog.showModal();
  });
}
