// What is typed into a form of a card until it is submitted.

import { h } from "../dom.js";
import { t } from "../words.js";

/** One form. Fields register themselves while they are drawn. */
export class Form {
  constructor(name, context) {
    this.name = name;
    this.context = context;
    this.fields = new Map();
    this.box = null;
  }

  /** A field: `read` gives its value, `write` shows one, `initial` is what the card says. What was typed before a redraw comes back. */
  add(name, { holder, control, read, write, initial, isRequired = false }) {
    const field = { holder, control, read, write, initial, isRequired };
    this.fields.set(name, field);
    const typed = this.context.local.typed;
    if (typed.has(name)) write(typed.get(name));
    holder.addEventListener("input", () => this.note(name, field));
    holder.addEventListener("change", () => this.note(name, field));
    if (isRequired) control.setAttribute("aria-required", "true");
  }

  note(name, field) {
    this.context.local.typed.set(name, field.read());
    complain(field, false);
  }

  /** Every field's value by name. */
  values() {
    return Object.fromEntries([...this.fields].map(([name, field]) => [name, field.read()]));
  }

  /** Back to what the card says. */
  reset() {
    for (const [name, field] of this.fields) {
      field.write(field.initial);
      this.context.local.typed.delete(name);
      complain(field, false);
    }
  }

  /** Forget what was typed: the bot has it now. */
  forget() {
    for (const name of this.fields.keys()) this.context.local.typed.delete(name);
  }

  /** Whether everything required is there; shows what is not, and goes to the first of it. */
  check() {
    const missing = [...this.fields.values()].filter((field) => field.isRequired && isEmpty(field.read()));
    for (const field of missing) complain(field, true);
    missing[0]?.control.focus();
    return missing.length === 0;
  }
}

const isEmpty = (value) => value === "" || value === false || (Array.isArray(value) && value.length === 0);

function complain(field, isMissing) {
  field.control.toggleAttribute("aria-invalid", isMissing);
  if (isMissing) field.control.setAttribute("aria-invalid", "true");
  field.holder.querySelector(":scope > .field-problem")?.remove();
  if (isMissing) field.holder.append(h("div", { class: "field-problem", role: "alert" }, t("required")));
}
