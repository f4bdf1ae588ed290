// The messages of the open chat.

import { h, oncePerFrame, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { MessageRow } from "./message.js";
import { loadEarlier } from "./session.js";
import { chatName, historyOf, on, openedChat, state } from "./store.js";
import { dayOf } from "./times.js";
import { t } from "./words.js";

const GAP_MS = 5 * 60 * 1000;
const NEAR = 80;
const MOST_ROWS = 300;
const LONG = 40;

/** The scrolling list of messages. It stays at the bottom if it was there, and never jumps when something above changes. */
export class Talk {
  constructor() {
    this.rows = new Map();
    this.top = h("div", { class: "talk-top" });
    this.list = h("div", { class: "talk-list", role: "log", "aria-live": "polite", tabindex: "0" });
    this.content = h("div", { class: "talk-content" }, this.top, this.list);
    this.scroller = h("div", { class: "talk" }, this.content);
    this.pill = h("button", { type: "button", class: "new-pill", hidden: true, on: { click: () => this.toBottom() } });
    this.element = h("div", { class: "talk-holder" }, this.scroller, this.pill);
    this.chat = "";
    this.isAtBottom = true;
    this.missed = 0;
    this.#listen();
  }

  #listen() {
    this.scroller.addEventListener("scroll", oncePerFrame(() => this.#scrolled()), { passive: true });
    new ResizeObserver(() => { if (this.isAtBottom) this.#jumpDown(); }).observe(this.content);
    on("chat", () => this.#open());
    on("messages", (id) => { if (id === this.chat) this.show(); });
    on("language", () => { for (const row of this.rows.values()) row.redraw(); this.show(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { for (const row of this.rows.values()) row.redraw(); });
  }

  #open() {
    const key = `${state.who}/${state.chat}`;
    if (key === this.key) return;
    this.key = key;
    this.chat = state.chat;
    this.rows.clear();
    this.list.replaceChildren();
    this.missed = 0;
    this.isAtBottom = true;
    const chat = openedChat();
    if (chat) this.list.setAttribute("aria-label", t("messages_label", { name: chatName(chat) }));
    this.show();
  }

  /** Bring the screen up to what is known. */
  show() {
    const history = historyOf(this.chat);
    if (this.isAtBottom && history.list.length > MOST_ROWS) {
      history.list = history.list.slice(-MOST_ROWS / 2); // long chats stay smooth: what is far above is loaded again on the way up
      history.hasMore = true;
    }
    const before = { height: this.scroller.scrollHeight, first: this.list.firstElementChild?.dataset.key, last: this.last };
    const flags = flagsOf(history.list);
    reconcile(this.list, history.list, (message) => message.message_id, (message) => this.#make(message), (row, message) => this.#update(message, flags));
    for (const id of this.rows.keys()) if (!flags.has(id)) this.rows.delete(id);
    this.last = history.list.at(-1)?.message_id;
    this.#showTop(history);
    this.#settle(before, history.list);
  }

  #make(message) {
    const row = new MessageRow((id) => this.reveal(id));
    this.rows.set(message.message_id, row);
    return row.element;
  }

  #update(message, flags) {
    this.rows.get(message.message_id).update(message, flags.get(message.message_id));
  }

  #settle(before, list) {
    const firstNow = this.list.firstElementChild?.dataset.key;
    const hasSpoken = before.last && this.last !== before.last && list.at(-1)?.sender.id === state.who;
    if (this.isAtBottom || hasSpoken) this.toBottom();
    else if (before.first && firstNow !== before.first) this.scroller.scrollTop += this.scroller.scrollHeight - before.height;
    else if (before.last && this.last !== before.last) this.missed += list.length - 1 - list.findIndex((one) => one.message_id === before.last);
    this.#showPill();
  }

  #showTop(history) {
    if (!this.chat || !history.isLoaded) return void this.top.replaceChildren();
    const more = h("button", { type: "button", class: "plain-button is-small", on: { click: () => loadEarlier(this.chat) } }, t("earlier"));
    if (history.hasMore) this.top.replaceChildren(more);
    else this.top.replaceChildren(history.list.length > LONG ? h("span", {}, t("beginning")) : "");
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.isAtBottom = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.isAtBottom) this.missed = 0;
    this.#showPill();
    if (scrollTop < 200) loadEarlier(this.chat);
  }

  #showPill() {
    this.pill.hidden = this.isAtBottom;
    this.pill.replaceChildren(icon("down", 16), h("span", {}, this.missed > 0 ? t("new_below", { count: this.missed }) : t("to_bottom")));
  }

  #jumpDown() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Go to the newest message. */
  toBottom() {
    this.isAtBottom = true;
    this.missed = 0;
    this.#jumpDown();
    this.#showPill();
  }

  /** Show one message, if it is loaded. */
  reveal(id) {
    const row = this.rows.get(id);
    if (!row) return;
    row.element.scrollIntoView({ block: "center" });
    row.element.classList.remove("is-pointed");
    requestAnimationFrame(() => row.element.classList.add("is-pointed"));
  }
}

/** For each message whether a time stands above it, and whether it goes on from the one before. */
function flagsOf(list) {
  const flags = new Map();
  let previous = null;
  for (const message of list) {
    const isFar = previous === null || message.created - previous.created > GAP_MS || dayOf(message.created) !== dayOf(previous.created);
    const isSame = !isFar && previous.sender.id === message.sender.id && !previous.is_recalled && !message.is_recalled && !message.parent_id;
    flags.set(message.message_id, { hasTime: isFar, isFollowing: isSame });
    previous = message;
  }
  return flags;
}
