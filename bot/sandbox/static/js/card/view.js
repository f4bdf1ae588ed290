// A card in a message, drawn from the very JSON that the bot sent, and drawn again in place when it changes.

import { fill, h, pictureOf } from "../dom.js";
import { avatar } from "../faces.js";
import { fileAddress } from "../api.js";
import { chatMembers, personName, state } from "../store.js";
import { cardLanguage, language, t } from "../words.js";
import { drawAll, drawElement } from "./elements.js";
import { keepPlace } from "./keep.js";
import { addressOf, openAddress } from "./links.js";
import { numbered } from "./number.js";
import { boxStyle, hue, sides } from "./styles.js";
import { label } from "./tags.js";
import { drawIcon, drawText, words } from "./text.js";

const TEMPLATES = new Set("blue wathet turquoise green yellow orange red carmine violet purple indigo grey".split(" "));

const visited = new Map();

/** What a reader typed, unfolded or turned to in a card: it outlasts redrawing, and going elsewhere during this visit. */
function localOf(key) {
  if (!visited.has(key)) visited.set(key, { typed: new Map(), open: new Map(), page: new Map() });
  return visited.get(key);
}

/** One card on the screen; `key` says whose card it is. */
export class CardView {
  constructor(act, key) {
    this.act = act;
    this.local = localOf(key);
    this.status = h("div", { class: "card-working", role: "status" });
    this.face = h("div", { class: "card-face" });
    this.element = h("div", { class: "card" }, this.face, this.status);
    this.looks = "";
    this.running = 0;
    this.waiting = null;
    this.element.addEventListener("compositionstart", () => { this.waiting = undefined; });
    this.element.addEventListener("compositionend", () => this.#composed());
  }

  /** Show this state of the message; nothing is touched when it looks the same. */
  update(message) {
    this.message = message;
    this.#showWork();
    const looks = JSON.stringify([message.card, message.is_interactive, message.is_expired, message.forwarded_from, language()]);
    if (looks === this.looks) return;
    if (this.waiting !== null) this.waiting = message; // redrawing now would tear the input method away
    else this.#draw(message, looks);
  }

  /** Draw again although the card is the same: the reader's colours or language changed. */
  redraw() {
    this.looks = "";
    this.update(this.message);
  }

  #composed() {
    const newest = this.waiting;
    this.waiting = null;
    if (newest) this.update(newest);
  }

  #draw(message, looks) {
    this.looks = looks;
    const card = message.card ?? {};
    const context = this.#context(message, card);
    const mode = ["compact", "fill"].includes(card.config?.width_mode) ? card.config.width_mode : "default";
    this.element.classList.remove("is-compact", "is-fill", "is-default");
    this.element.classList.add(`is-${mode}`);
    keepPlace(this.face, () => fill(this.face, drawHeader(card, context), drawBody(card, context)));
  }

  #context(message, card) {
    const { numbers, places } = numbered(card);
    return {
      card, numbers, act: this.act, local: this.local, form: null, draw: drawElement, me: state.who,
      isLive: message.is_interactive !== false && !message.is_expired && !message.is_recalled,
      whyNot: message.is_expired ? "is_expired" : "is_not_interactive",
      keyOf: (element) => element.element_id ?? element.name ?? places.get(element) ?? element.tag,
      members: () => chatMembers(message.chat_id),
      personName, capsule, picture,
      redraw: () => this.redraw(),
      working: (change) => { this.running += change; this.#showWork(); },
    };
  }

  #showWork() {
    const isWorking = this.running > 0 || this.message?.is_locked === true;
    if (isWorking === this.element.classList.contains("is-working")) return;
    this.element.classList.toggle("is-working", isWorking);
    fill(this.status, isWorking && [h("span", { class: "spinner" }), t("working")]);
  }
}

function drawHeader(card, context) {
  const header = card.header;
  if (!header) return null;
  const template = TEMPLATES.has(header.template) ? header.template : "default";
  const labels = header.i18n_text_tag_list?.[cardLanguage()] ?? header.text_tag_list ?? [];
  const tags = labels.slice(0, 3).map((one) => label(words(one?.text), one?.color ?? "neutral", context));
  const box = h("div", { class: ["card-header", `is-${template}`], style: headerStyle(header, template) },
    drawIcon(header.icon, context, 20),
    h("div", { class: "card-titles" },
      h("div", { class: "card-title-line" }, header.title && drawText(header.title, context, "h3"), tags.length > 0 && h("span", { class: "tags" }, tags)),
      header.subtitle && words(header.subtitle) && h("div", { class: "card-subtitle" }, drawText(header.subtitle, context))));
  return withLink(box, card.card_link);
}

function headerStyle(header, template) {
  const name = template === "default" ? null : hue(template);
  return { padding: sides(header.padding), "--head": name && `var(--hue-${name})`, "--head-text": name && `var(--text-${name})` };
}

function withLink(box, target) {
  const address = addressOf(target);
  if (address === null) return box;
  box.classList.add("is-linked");
  box.addEventListener("click", () => openAddress(address));
  return box;
}

function drawBody(card, context) {
  const body = card.body ?? { elements: card.elements ?? [] };
  return h("div", { class: "card-body box", style: boxStyle(body) }, drawAll(body.elements, context));
}

/** A person's face and name as a piece of text. */
function capsule(id, { hasName = true, hasAvatar = true, size = 20, isCapsule = false } = {}) {
  const name = personName(id);
  return h("span", { class: ["capsule", isCapsule && "is-capsule"], title: hasName ? null : name },
    hasAvatar && avatar(id, name, size), hasName && h("span", {}, name));
}

/** A picture of the platform by its key. */
function picture(key, alt, className = "md-picture") {
  return pictureOf(fileAddress(String(key ?? "")), alt, className);
}
