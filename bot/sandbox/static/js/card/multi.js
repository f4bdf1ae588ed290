// Several of many: a field with what is chosen, and a list to tick.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { hangBelow } from "../menu.js";
import { t } from "../words.js";
import { peopleOptions } from "./choices.js";
import { labelled } from "./inputs.js";
import { words } from "./text.js";

/** `multi_select_static` and `multi_select_person`; both stand in forms only. */
export function drawMulti(element, context) {
  const options = element.tag === "multi_select_person"
    ? peopleOptions(element, context)
    : (element.options ?? []).map((option) => ({ value: String(option.value), text: words(option.text) }));
  const initial = (element.selected_values ?? []).map(String);
  const placeholder = words(element.placeholder) || t("choose");
  const isDisabled = element.disabled === true || !context.isLive;
  const control = h("button", { type: "button", class: "control multi", "aria-haspopup": "dialog", disabled: isDisabled });
  const holder = labelled(element, context, control);
  const list = h("div", { class: "menu multi-list", popover: "auto", role: "group", "aria-label": placeholder });
  const boxes = options.map((option) => h("input", { type: "checkbox", class: "check", value: option.value }));
  list.append(...options.map((option, at) => h("label", { class: "menu-entry" }, boxes[at], h("span", {}, option.text))));
  if (!options.length) list.append(h("div", { class: "menu-note" }, t("nobody")));
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const show = () => control.replaceChildren(...summary(options, read(), placeholder), icon("down", 16));
  const write = (values) => {
    for (const box of boxes) box.checked = (values ?? []).includes(box.value);
    show();
  };
  list.addEventListener("change", show);
  control.addEventListener("click", () => hangBelow(control, list));
  holder.append(list);
  write(initial);
  context.form?.add(element.name, { holder, control, initial, read, write, isRequired: element.required });
  return holder;
}

function summary(options, chosen, placeholder) {
  if (!chosen.length) return [h("span", { class: "placeholder" }, placeholder)];
  const names = options.filter((option) => chosen.includes(option.value)).map((option) => option.text);
  return [h("span", { class: "multi-chosen" }, names.map((name) => h("span", { class: "chip" }, name)))];
}
