// The messages of the open chat.

import { h, oncePerFrame, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { MessageRow } from "./message.js";
import { loadEarlier } from "./session.js";
import { chatName, historyOf, on, openedChat, placeNow, state } from "./store.js";
import { dayOf } from "./times.js";
import { t } from "./words.js";

const GAP_MS = 5 * 60 * 1000;
const NEAR = 80;
const EXACT = 4;
const MOST_ROWS = 300;
const LONG = 40;

/** The scrolling list of messages. It stays with the newest if it was there, and never jumps when something above changes. */
export class Talk {
  constructor() {
    this.rows = new Map();
    this.top = h("div", { class: "talk-top" });
    this.earlier = h("button", { type: "button", class: "plain-button is-small", on: { click: () => loadEarlier(this.chat) } });
    this.list = h("div", { class: "talk-list", role: "log", "aria-live": "polite", tabindex: "0" });
    this.content = h("div", { class: "talk-content" }, this.top, this.list);
    this.scroller = h("div", { class: "talk" }, this.content);
    this.pill = h("button", { type: "button", class: "new-pill", hidden: true, on: { click: () => this.toNewest() } });
    this.element = h("div", { class: "talk-holder" }, this.scroller, this.pill);
    this.chat = "";
    this.place = "end"; // where it stays: at the end, at the top of the newest message, or where the reader has gone ("")
    this.isTall = false;
    this.missed = 0;
    this.#listen();
  }

  #listen() {
    this.scroller.addEventListener("scroll", oncePerFrame(() => this.#scrolled()), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(this.content);
    on("chat", () => this.#open());
    on("messages", (id) => { if (id === this.chat) this.show(); });
    on("language", () => { for (const row of this.rows.values()) row.redraw(); this.show(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { for (const row of this.rows.values()) row.redraw(); });
  }

  #open() {
    const key = placeNow();
    if (key === this.key) return;
    this.key = key;
    this.chat = state.chat;
    this.last = undefined;
    this.rows.clear();
    this.list.replaceChildren();
    this.missed = 0;
    this.place = "end";
    this.isTall = false;
    const chat = openedChat();
    if (chat) this.list.setAttribute("aria-label", t("messages_label", { name: chatName(chat) }));
    this.show();
  }

  /** Bring the screen up to what is known. */
  show() {
    const history = historyOf(this.chat);
    if (this.place === "end" && history.list.length > MOST_ROWS) {
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
    const hasNews = this.last !== before.last;
    const hasSpoken = before.last && hasNews && list.at(-1)?.sender.id === state.who;
    if (hasSpoken || (this.place === "end" && hasNews)) this.toNewest();
    else if (this.place && !hasNews) this.#resized();
    else if (before.first && firstNow !== before.first) this.scroller.scrollTop += this.scroller.scrollHeight - before.height;
    else if (before.last && hasNews) this.#miss(list.length - 1 - list.findIndex((one) => one.message_id === before.last));
    this.#showPill();
  }

  #miss(count) {
    this.missed += count;
    this.place = "";
  }

  #showTop(history) {
    if (!this.chat || !history.isLoaded) return void this.top.replaceChildren();
    this.earlier.textContent = t("earlier");
    if (history.hasMore) {
      if (!this.earlier.isConnected) this.top.replaceChildren(this.earlier); // moving it would take its focus away
      return;
    }
    if (document.activeElement === this.earlier) this.list.focus({ preventScroll: true });
    this.top.replaceChildren(history.list.length > LONG ? h("span", {}, t("beginning")) : "");
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const isAtTop = this.#isTall() && Math.abs(scrollTop - this.#topOfNewest()) < EXACT;
    this.place = isAtTop ? "top" : scrollHeight - scrollTop - clientHeight < NEAR ? "end" : "";
    if (this.place) this.missed = 0;
    this.#showPill();
    if (scrollTop < 200) loadEarlier(this.chat);
  }

  #showPill() {
    this.pill.hidden = this.place === "end" || (this.missed === 0 && this.scroller.scrollTop > this.#topOfNewest() - EXACT);
    this.pill.replaceChildren(icon("down", 16), h("span", {}, this.missed > 0 ? t("new_below", { count: this.missed }) : t("to_bottom")));
  }

  #isTall() {
    return (this.list.lastElementChild?.offsetHeight ?? 0) > this.scroller.clientHeight;
  }

  #topOfNewest() {
    return this.list.lastElementChild?.offsetTop ?? 0;
  }

  /** Something has become larger or smaller. A message that has outgrown the window is read from its top. */
  #resized() {
    const isTall = this.#isTall();
    if (this.place) this.#stay(this.place === "top" || !this.isTall);
    this.isTall = isTall;
  }

  /** Go to the newest message: to its end, or to its top where the window does not hold it. */
  toNewest() {
    this.missed = 0;
    this.#stay(true);
    this.#showPill();
  }

  #stay(mayBeTop) {
    this.isTall = this.#isTall();
    this.place = this.isTall && mayBeTop ? "top" : "end";
    this.scroller.scrollTop = this.place === "top" ? this.#topOfNewest() : this.scroller.scrollHeight;
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
