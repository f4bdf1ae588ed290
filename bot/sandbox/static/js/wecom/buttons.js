// The buttons of a template card. The app answers when it answers: a pressed button waits for the card to change.

import { post } from "../api.js";
import { h } from "../dom.js";
import { attempt } from "../session.js";
import { state } from "../store.js";
import { openLink } from "./links.js";
import { selectionsOf } from "./questions.js";

const PATIENCE_MS = 3000;

/** The buttons; once the card says what was done, one grey one. */
export function drawButtons(card, context) {
  const buttons = card.button_list ?? (card.submit_button ? [card.submit_button] : []);
  if (card.replace_text) return h("div", { class: "wx-buttons is-one" }, h("button", { type: "button", class: "wx-button is-done", disabled: true }, card.replace_text));
  if (!buttons.length) return null;
  return h("div", { class: ["wx-buttons", buttons.length === 1 && "is-one", buttons.length > 3 && "is-many"] }, buttons.map((one) => drawButton(one, context)));
}

function drawButton({ text, style, key, type, url }, context) {
  const look = [1, 2, 3, 4].includes(Number(style)) ? Number(style) : 1;
  const button = h("button", { type: "button", class: ["wx-button", `is-style-${look}`], data: { name: key ?? url }, "aria-disabled": context.isLive ? null : "true" },
    h("span", { class: "button-text" }, text), h("span", { class: "spinner", "aria-hidden": "true" }));
  button.addEventListener("click", () => (Number(type) === 1 ? openLink(url) : press(button, key, context)));
  return button;
}

async function press(button, key, { card, message, choices, view, isLive }) {
  if (!isLive || view.isWaiting) return;
  const { looks } = view;
  view.wait(true);
  button.setAttribute("aria-busy", "true");
  const outcome = await attempt(post("/cards/press", { who: state.who, message_id: message.message_id, key, selections: selectionsOf(card, choices) }));
  if (outcome) await changed(view, looks);
  button.removeAttribute("aria-busy");
  view.wait(false);
}

/** Until the card has changed, or three seconds have passed: an answer may as well be another message. */
async function changed(view, looks) {
  const end = performance.now() + PATIENCE_MS;
  while (view.looks === looks && performance.now() < end) await new Promise((later) => setTimeout(later, 100));
}
