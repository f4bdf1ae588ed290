// A template card in a message, drawn from the JSON as it is shown now, and drawn again in place when it changes.

import { keepPlace } from "../card/keep.js";
import { fill, h } from "../dom.js";
import { state } from "../store.js";
import { language } from "../words.js";
import { drawButtons } from "./buttons.js";
import { actionUrl, openLink } from "./links.js";
import { emphasis, facts, head, jumps, picture, quote, subtitle, titles, verticals } from "./parts.js";
import { drawSelects, drawVote } from "./questions.js";

const chosenOn = new Map();

/** What a reader has chosen on a card outlasts redrawing, and going elsewhere during this visit. */
function choicesOf(key) {
  if (!chosenOn.has(key)) chosenOn.set(key, new Map());
  return chosenOn.get(key);
}

/** One card on the screen. */
export class TemplateCard {
  constructor(messageId) {
    this.choices = choicesOf(`${state.who}/${messageId}`);
    this.element = h("div", { class: "card wx-card" });
    this.looks = "";
    this.isWaiting = false;
  }

  /** Show this state of the message; nothing is touched when it looks the same. */
  update(message) {
    const looks = JSON.stringify([message.template, message.is_interactive, message.revisions, language()]);
    if (looks === this.looks) return;
    this.looks = looks;
    this.message = message;
    this.isWaiting = false;
    this.#draw();
  }

  /** Draw again although the card is the same: the reader's colours or language changed. */
  redraw() {
    this.looks = "";
    if (this.message) this.update(this.message);
  }

  /** Whether a press is on its way: until the card has changed, or it is clear that it will not at once. */
  wait(isWaiting) {
    this.isWaiting = isWaiting;
    this.element.classList.toggle("is-waiting", isWaiting);
  }

  #draw() {
    const card = this.message.template;
    const context = { card, message: this.message, choices: this.choices, view: this, isLive: this.message.is_interactive };
    this.wait(false);
    this.element.className = `card wx-card is-${card.card_type}`;
    keepPlace(this.element, () => fill(this.element, h("div", { class: "wx-inside" },
      head(card, context), linked(card, [titles(card), picture(card), emphasis(card), subtitle(card), quote(card), verticals(card), facts(card)]),
      drawVote(card, context), drawSelects(card, context), drawButtons(card, context)), jumps(card, context)));
  }
}

/** The middle of a card, which leads somewhere as a whole where it says so. */
function linked(card, parts) {
  const url = actionUrl(card.card_action);
  if (!parts.some(Boolean)) return null;
  if (!url) return h("div", { class: "wx-middle" }, parts);
  const open = (event) => { if (!event.target.closest("a, button")) openLink(url); };
  const key = (event) => { if (event.key === "Enter" && event.target === event.currentTarget) openLink(url); };
  return h("div", { class: "wx-middle is-linked", role: "link", tabindex: "0", on: { click: open, keydown: key } }, parts);
}
