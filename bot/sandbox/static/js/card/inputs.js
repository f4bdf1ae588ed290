// Fields to type into and boxes to tick.

import { h, isComposing } from "../dom.js";
import { icon } from "../icons.js";
import { cardLanguage, t } from "../words.js";
import { refuses, working } from "./press.js";
import { drawText, words } from "./text.js";

let labels = 0;

/** A field with its label; what is wrong with it shows below. */
export function labelled(element, context, control, { label = element.label, fallback = "" } = {}) {
  const id = `field-${(labels += 1)}`;
  control.id = id;
  const name = words(label) || words(element.placeholder) || fallback || element.name || "";
  const star = element.required === true && h("span", { class: "star", "aria-hidden": "true" }, "*");
  const shown = label && h("label", { for: id, class: "field-label" }, star, words(label));
  if (!shown && !labelledBy(control, context.above)) control.setAttribute("aria-label", name);
  const side = element.label_position === "left" ? "is-left" : "is-top";
  return h("div", { class: ["field", shown && side], "data-name": element.name }, shown, h("div", { class: "field-control" }, control));
}

function labelledBy(control, text) {
  if (!text?.textContent.trim()) return false;
  text.id ||= `label-${(labels += 1)}`;
  control.setAttribute("aria-labelledby", text.id);
  return true;
}

/** One line, several lines, or a password. */
export function drawInput(element, context) {
  const initial = String(element.i18n_default_value?.[cardLanguage()] ?? element.default_value ?? "");
  const isLong = element.input_type === "multiline_text";
  const control = h(isLong ? "textarea" : "input", {
    class: ["control", isLong && element.auto_resize && "is-growing"],
    type: isLong ? null : element.input_type === "password" ? "password" : "text",
    rows: isLong ? Math.min(Math.max(Number(element.rows) || 3, 1), 20) : null,
    maxlength: Math.min(Number(element.max_length) || 1000, 1000),
    placeholder: words(element.placeholder) || t("type_here"),
    disabled: element.disabled === true || !context.isLive,
    style: element.max_rows ? { "--max-rows": Number(element.max_rows) || 10 } : {},
  });
  control.value = initial;
  const holder = labelled(element, context, control);
  const write = (value) => { control.value = value; };
  if (context.form && element.name) {
    context.form.add(element.name, { holder, control, initial, write, read: () => control.value, isRequired: element.required });
  } else enterAlone(element, context, holder, control, initial, isLong);
  return holder;
}

/** Outside a form a field calls the bot by itself: with Enter, or with the tick that appears beside it. */
function enterAlone(element, context, holder, control, initial, isLong) {
  const done = h("button", { type: "button", class: "icon-button field-done", "aria-label": t("confirm"), hidden: true }, icon("check", 18));
  const key = context.keyOf(element);
  const typed = context.local.typed.get(key);
  if (typed !== undefined) control.value = typed;
  const show = () => { done.hidden = control.value === initial; };
  const enter = () => {
    if (refuses(control, element, context)) return;
    context.local.typed.delete(key);
    working(done, context, () => context.act.enter(context.numbers.get(element), control.value));
  };
  control.addEventListener("input", () => { context.local.typed.set(key, control.value); show(); });
  control.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !isLong && !isComposing(event) && !done.hidden) enter();
  });
  done.addEventListener("click", enter);
  holder.querySelector(".field-control").append(done);
  show();
}

/** A box to tick. Without behaviours it stays on this screen. */
export function drawChecker(element, context) {
  const key = context.keyOf(element);
  const control = h("input", { type: "checkbox", class: "check", disabled: element.disabled === true || !context.isLive });
  const initial = element.checked === true;
  control.checked = initial;
  const shown = h("span", { class: "check-text" }, element.text ? drawText(element.text, context, "span") : words(element.name));
  const holder = h("label", { class: ["checker", element.checked_style?.show_strikethrough && "has-strike"], "data-name": element.name }, control, shown);
  if (context.form && element.name) {
    const write = (value) => { control.checked = value === true; };
    context.form.add(element.name, { holder, control, initial, write, read: () => control.checked, isRequired: element.required });
  } else if (element.behaviors?.length) {
    control.addEventListener("change", () => tickAlone(element, context, control));
  } else {
    control.checked = context.local.typed.get(key) ?? initial;
    control.addEventListener("change", () => context.local.typed.set(key, control.checked));
  }
  return holder;
}

async function tickAlone(element, context, control) {
  const asked = control.checked;
  const outcome = await working(control, context, () => context.act.tick(context.numbers.get(element), asked));
  if (outcome?.code !== 0) control.checked = !asked;
}
