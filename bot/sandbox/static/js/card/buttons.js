// Buttons and the menu behind three dots.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { t } from "../words.js";
import { addressOf, openAddress } from "./links.js";
import { press, refuses } from "./press.js";
import { pixels } from "./styles.js";
import { drawIcon, words } from "./text.js";

const TYPES = new Set(["default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"]);
const SIZES = new Set(["tiny", "small", "medium", "large"]);

/** A button. In a form it submits or resets when it says so. */
export function drawButton(element, context) {
  const type = TYPES.has(element.type) ? element.type : "default";
  const size = SIZES.has(element.size) ? element.size : "medium";
  const tip = element.disabled ? words(element.disabled_tips) : words(element.hover_tips);
  const width = element.width === "fill" ? "100%" : pixels(element.width);
  const button = h("button", {
    type: "button",
    class: ["card-button", `is-${type}`, `is-${size}`],
    style: { width },
    "data-tip": tip || null,
    "aria-description": tip || null,
    "data-name": element.name,
    "aria-disabled": element.disabled || !context.isLive ? "true" : null,
  }, drawIcon(element.icon, context), h("span", { class: "button-text" }, words(element.text)), h("span", { class: "spinner", "aria-hidden": "true" }));
  button.addEventListener("click", () => use(button, element, context));
  return button;
}

function use(button, element, context) {
  const { form } = context;
  if (form && element.form_action_type === "reset") return form.reset();
  if (!form || element.form_action_type !== "submit") return press(button, element, context);
  if (refuses(button, element, context) || !form.check()) return null;
  return press(button, element, context, () => submit(form, element, context));
}

async function submit(form, element, context) {
  const outcome = await context.act.submit(form.name, element.name, form.values());
  if (outcome?.code !== 0) return outcome;
  form.forget();
  // The bot's new card can be drawn before its answer is here: what was sent would stand in it as if still to be sent.
  if (!form.box.isConnected) context.redraw();
  return outcome;
}

/** Three dots with a menu. */
export function drawOverflow(element, context) {
  const button = h("button", { type: "button", class: "card-button is-default is-medium is-overflow", "aria-label": t("menu"), "aria-haspopup": "menu" },
    icon("more", 18), h("span", { class: "spinner", "aria-hidden": "true" }));
  if (!context.isLive) button.setAttribute("aria-disabled", "true");
  const entries = (element.options ?? []).map((option) => ({ text: words(option.text), act: () => choose(button, element, option, context) }));
  button.addEventListener("click", () => openMenu(button, entries));
  return button;
}

function choose(button, element, option, context) {
  const address = addressOf(option.multi_url);
  if (address) return openAddress(address);
  return press(button, element, context, () => context.act.pick(context.numbers.get(element), option.value ?? ""));
}
