// One of several, a person, a day, a time.

import { h } from "../dom.js";
import { language, t } from "../words.js";
import { labelled } from "./inputs.js";
import { refuses, working } from "./press.js";
import { words } from "./text.js";

/** One of the card's options. */
export function drawSelect(element, context) {
  const options = (element.options ?? []).map((option) => ({ value: String(option.value), text: words(option.text) }));
  const byIndex = Number.isInteger(element.initial_index) ? options[element.initial_index - 1]?.value : undefined;
  return drawOptions(element, context, options, element.initial_option ?? byIndex ?? "");
}

/** One of the people that the card names, or of everybody in the chat. */
export function drawSelectPerson(element, context) {
  return drawOptions(element, context, peopleOptions(element, context), element.initial_option ?? "");
}

/** The people to choose from. */
export function peopleOptions(element, context) {
  const named = (element.options ?? []).map((option) => String(option.value));
  return (named.length ? named : context.members()).map((id) => ({ value: id, text: context.personName(id) }));
}

function drawOptions(element, context, options, initial) {
  const none = h("option", { value: "" }, words(element.placeholder) || t("choose"));
  const control = h("select", { class: ["control", "select", element.type === "text" && "is-text"], disabled: element.disabled === true || !context.isLive },
    none, options.map((option) => h("option", { value: option.value }, option.text)));
  const write = (value) => {
    control.value = value ?? "";
    control.classList.toggle("is-empty", control.value === "");
  };
  control.addEventListener("change", () => write(control.value));
  write(initial);
  return placed(element, context, control, { initial, write, read: () => control.value });
}

const DATES = {
  date_picker: { type: "date", initial: "initial_date" },
  picker_time: { type: "time", initial: "initial_time" },
  picker_datetime: { type: "datetime-local", initial: "initial_datetime" },
};

/** A day, a time, or both. The browser's own picker; beside it stands what is chosen as the platform writes it. */
export function drawDate(element, context) {
  const kind = DATES[element.tag];
  const initial = String(element[kind.initial] ?? "");
  const control = h("input", { type: kind.type, class: "control date", disabled: element.disabled === true || !context.isLive, max: kind.type === "date" ? "9999-12-31" : null });
  const shown = h("span", { class: "date-shown", "aria-hidden": "true" });
  const read = () => control.value.replace("T", " ");
  const show = () => {
    shown.textContent = dateWords(read(), kind.type) || words(element.placeholder) || t("choose");
    shown.classList.toggle("placeholder", read() === "");
  };
  const write = (value) => {
    control.value = String(value ?? "").replace(" ", "T");
    show();
  };
  control.addEventListener("input", show);
  control.addEventListener("click", () => openPicker(control));
  write(initial);
  const holder = placed(element, context, control, { initial, write, read }, (value) => Number(value.slice(0, 4)) >= 1900 || kind.type === "time");
  holder.querySelector(".field-control").append(shown);
  return holder;
}

function dateWords(value, type) {
  if (type === "time" || !value) return value;
  const [day, time = ""] = value.split(" ");
  const weekday = new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", { weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  return `${day} ${weekday} ${time}`.trim();
}

/** Not every browser opens it by script; then its own button does. */
function openPicker(control) {
  try {
    control.showPicker?.();
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
  }
}

/** Into the form, or calling the bot by itself as soon as something `isWhole` is chosen. */
function placed(element, context, control, field, isWhole = () => true) {
  const holder = labelled(element, context, control, { fallback: t("choose") });
  if (context.form && element.name) {
    context.form.add(element.name, { holder, control, ...field, isRequired: element.required });
    return holder;
  }
  control.addEventListener("change", async () => {
    const value = field.read();
    if (value === "" || !isWhole(value) || refuses(control, element, context)) return;
    const outcome = await working(control, context, () => context.act.pick(context.numbers.get(element), value));
    if (outcome?.code !== 0) field.write(field.initial);
  });
  return holder;
}
