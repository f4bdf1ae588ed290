// One message: who, when, and what is in it.

import { cardActs } from "./acts.js";
import { CardView } from "./card/view.js";
import { fill, h } from "./dom.js";
import { avatar } from "./faces.js";
import { actionBar, addQuick, reactions } from "./message_actions.js";
import { fileBox, photo } from "./message_files.js";
import { historyOf, isWecom, person, personName, state } from "./store.js";
import { spoken } from "./spoken.js";
import { clockTime, momentText, separatorText } from "./times.js";
import { TemplateCard } from "./wecom/card.js";
import { drawContent } from "./wecom/content.js";
import { t } from "./words.js";

/** A row of the talk. Each part is filled by itself, so a card keeps its place, its focus and its scroll when the rest changes. */
export class MessageRow {
  constructor(reveal) {
    this.reveal = reveal;
    this.time = h("div", { class: "time-line" });
    this.notice = h("div", { class: "notice-line" });
    this.face = h("div", { class: "row-face" });
    this.name = h("div", { class: "row-name" });
    this.quote = h("div", { class: "row-quote" });
    this.body = h("div", { class: "row-body" });
    this.below = h("div", { class: "row-below" });
    this.main = h("article", { class: "row-main" }, this.face, h("div", { class: "row-words" }, this.name, this.quote, this.body, this.below));
    this.element = h("div", { class: "row" }, this.time, this.notice, this.main);
    this.bar = actionBar(() => this.message);
    this.main.addEventListener("pointerover", () => addQuick(this.bar, () => this.message));
    this.looks = "";
    this.card = null;
  }

  /** Show this message; `flags` say whether a time stands above and whether it goes on from the one before. */
  update(message, flags) {
    this.message = message;
    this.flags = flags;
    if (message.card ?? message.template) this.#updateCard(message);
    const looks = JSON.stringify([{ ...message, card: null, template: null, is_locked: false }, flags, flags.hasTime && separatorText(message.created), message.parent_id && parentOf(message)?.text]);
    if (looks === this.looks) return;
    this.looks = looks;
    this.#draw(message, flags);
  }

  /** The reader's language or colours changed. */
  redraw() {
    this.looks = "";
    this.card?.redraw();
    this.update(this.message, this.flags);
  }

  #updateCard(message) {
    this.card ??= message.template ? new TemplateCard(message.message_id) : new CardView(cardActs(message.message_id), `${state.who}/${message.message_id}`);
    if (!message.is_recalled) this.card.update(message);
  }

  #draw(message, flags) {
    const isMine = message.sender.id === state.who;
    const isRecalled = message.is_recalled;
    this.element.className = ["row", isMine && "is-mine", flags.isFollowing && "is-following", isRecalled && "is-recalled"].filter(Boolean).join(" ");
    fill(this.time, flags.hasTime && h("time", {}, separatorText(message.created)));
    fill(this.notice, isRecalled && t("recalled", { name: isMine ? t("you") : senderName(message) }));
    this.main.hidden = isRecalled;
    this.main.setAttribute("aria-label", `${senderName(message)} ${momentText(message.created)}`);
    fill(this.face, !flags.isFollowing && avatar(message.sender.id, senderName(message), 36));
    fill(this.name, !flags.isFollowing && !isMine && nameOf(message));
    fill(this.quote, this.#parent(message));
    fill(this.below, reactions(message), marks(message, isMine));
    this.#show(isRecalled ? null : this.#content(message));
  }

  /** Put the content in place, unless it is there: moving a card would take its focus away. */
  #show(content) {
    if (content === null) this.body.replaceChildren();
    else if (this.body.firstElementChild !== content) this.body.replaceChildren(content, this.bar);
  }

  #parent(message) {
    if (!message.parent_id) return null;
    const parent = parentOf(message);
    if (!parent) return h("div", { class: "quote" }, t("not_loaded"));
    return h("button", { type: "button", class: "quote", on: { click: () => this.reveal(message.parent_id) } }, quoteOf(parent));
  }

  #content(message) {
    if (message.card ?? message.template) return this.card.element;
    if (isWecom()) return drawContent(message);
    if (message.file) return message.file.kind === "image" ? photo(message) : fileBox(message);
    if (["text", "post", "share_chat", "share_user"].includes(message.type)) return h("div", { class: "bubble" }, spoken(message.text, message.mentions));
    return h("div", { class: "bubble" }, message.text || t("unsupported", { type: message.type }));
  }
}

function nameOf(message) {
  const mark = message.sender.kind !== "person" && h("span", { class: "bot-mark" }, t(message.sender.kind === "aibot" ? "smart_bot" : "bot"));
  return [senderName(message), mark, h("time", { class: "row-time" }, clockTime(message.created))];
}

/** Who said it. */
export const senderName = (message) => person(message.sender.id)?.name ?? message.sender.name ?? personName(message.sender.id);

const parentOf = (message) => historyOf(message.chat_id).list.find((one) => one.message_id === message.parent_id);

/** A message as an answer to it quotes it. */
export function quoteOf(message) {
  const words = [...(message.text ?? "").replace(/\s+/g, " ")].slice(0, 60).join("");
  return t("said", { name: t("replying", { name: senderName(message) }), words });
}

function marks(message, isMine) {
  const found = [
    message.forwarded_from && t("forwarded"),
    message.urgent_for?.length > 0 && t("urgent"),
    message.is_updated && !message.template && (message.card ? t("updated", { time: separatorText(message.updated) }) : t("edited")),
    message.card && message.is_expired && t("expired"),
    message.card && !message.is_expired && message.is_interactive === false && t("not_interactive"),
    isMine && readText(message),
  ].filter(Boolean);
  return found.length > 0 && h("div", { class: "marks" }, found.map((text) => h("span", {}, text)));
}

function readText(message) {
  const readers = (message.read_by ?? []).filter((id) => id !== state.who);
  return readers.length > 0 ? t("read_some", { count: readers.length }) : "";
}
