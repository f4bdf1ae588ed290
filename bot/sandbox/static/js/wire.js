// The drawer with every message on the wire, as it was sent.

import { get } from "./api.js";
import { fill, h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { Layer } from "./layers.js";
import { attempt } from "./session.js";
import { on, state } from "./store.js";
import { patternText } from "./times.js";
import { t } from "./words.js";
import { wireDetail } from "./wire_detail.js";

const MOST = 300;
const liesOnTop = matchMedia("(max-width: 960px)");

/** The drawer. */
export class Wire {
  constructor() {
    this.entries = [];
    this.seen = {};
    this.direction = "";
    this.message = null;
    this.words = "";
    this.open = null;
    this.search = h("input", { type: "search", class: "control wire-search", on: { input: () => { this.words = this.search.value.trim().toLowerCase(); this.#show(); } } });
    this.filters = h("div", { class: "wire-filters", role: "group" });
    this.list = h("ul", { class: "wire-list" });
    this.nothing = h("p", { class: "wire-nothing" });
    this.head = h("header", { class: "column-head" });
    this.element = h("aside", { class: "wire", hidden: true }, this.head, h("div", { class: "wire-tools" }, this.filters, this.search), h("div", { class: "wire-scroll" }, this.nothing, this.list));
    this.layer = new Layer(() => this.#hide());
    this.#listen();
    this.#showHead();
  }

  #listen() {
    on("wire", () => { if (!this.element.hidden) this.#load(); });
    on("language", () => { this.#showHead(); this.#show(); });
    on("show wire", (ids) => { this.message = ids; this.direction = ""; this.toggle(true); });
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.toggle(false); });
  }

  /** Open or close it. */
  toggle(isOpen = this.element.hidden) {
    if (!isOpen) {
      this.layer.take();
      this.#hide();
      return;
    }
    this.element.hidden = false;
    document.body.classList.add("has-wire");
    if (liesOnTop.matches) this.layer.put();
    this.#show();
    this.#load();
    this.search.focus({ preventScroll: true });
  }

  #hide() {
    this.element.hidden = true;
    document.body.classList.remove("has-wire");
    this.message = null;
  }

  /** What each platform's wire has had since the last look. */
  async #load() {
    if (this.isLoading) return;
    this.isLoading = true;
    for (const platform of state.platforms) await this.#loadOf(platform);
    this.isLoading = false;
    this.entries = this.entries.toSorted((a, b) => b.at - a.at || b.seq - a.seq).slice(0, MOST);
    this.#show();
  }

  async #loadOf(platform) {
    const [seen, newest] = [this.seen[platform] ?? 0, state.wireSeq[platform]];
    if (seen === newest && seen !== 0) return;
    const hasRestarted = seen > newest;
    const heads = await attempt(get("/wire", { since: hasRestarted ? 0 : seen, limit: MOST }, platform));
    if (!heads) return;
    const kept = this.entries.filter((entry) => !hasRestarted || entry.platform !== platform);
    this.entries = [...heads.entries.map((entry) => ({ ...entry, platform })), ...kept];
    this.seen[platform] = heads.seq;
  }

  #showHead() {
    const close = h("button", { type: "button", class: "icon-button", "aria-label": t("close"), on: { click: () => this.toggle(false) } }, icon("close", 20));
    fill(this.head, h("h2", { class: "column-title" }, t("wire")), close);
    this.element.setAttribute("aria-label", t("wire"));
    this.search.placeholder = t("wire_search");
    this.search.setAttribute("aria-label", t("wire_search"));
    this.nothing.textContent = t("wire_empty");
  }

  #show() {
    const choices = [["", "wire_all"], ["to_bot", "wire_in"], ["to_platform", "wire_out"]];
    const chips = choices.map(([direction, key]) => this.#chip(t(key), this.direction === direction && !this.message, () => { this.direction = direction; this.message = null; }));
    if (this.message) chips.push(this.#chip(t("wire_selected"), true, () => { this.message = null; }));
    fill(this.filters, chips);
    const shown = this.entries.filter((entry) => this.#fits(entry));
    this.nothing.hidden = shown.length > 0;
    reconcile(this.list, shown, (entry) => `${entry.platform}-${entry.seq}`, (entry) => this.#make(entry));
  }

  #chip(text, isOn, act) {
    return h("button", { type: "button", class: "chip-button", "aria-pressed": String(isOn), on: { click: () => { act(); this.#show(); } } }, text);
  }

  #fits(entry) {
    if (this.message) return entry.message_id && this.message.includes(entry.message_id);
    if (this.direction && entry.direction !== this.direction) return false;
    return !this.words || `${entry.kind} ${entry.path} ${entry.message_id} ${entry.status} ${entry.platform} ${t(entry.platform)}`.toLowerCase().includes(this.words);
  }

  #make(entry) {
    const panel = h("div", { class: "wire-panel", hidden: true });
    const isIn = entry.direction === "to_bot";
    const head = h("button", { type: "button", class: "wire-head", "aria-expanded": "false" },
      h("span", { class: ["wire-arrow", isIn ? "is-in" : "is-out"], title: t(isIn ? "wire_in" : "wire_out") }, icon(isIn ? "next" : "back", 14)),
      state.platforms.length > 1 && h("span", { class: ["wire-platform", `is-${entry.platform}`] }, t(entry.platform)),
      h("span", { class: "wire-kind" }, entry.kind || `${entry.method} ${entry.path}`),
      entry.attempt > 1 && h("span", { class: "wire-attempt" }, t("wire_attempt", { count: entry.attempt })),
      h("span", { class: ["wire-status", isFine(entry.status) ? "is-fine" : "is-bad"] }, entry.status || t("wire_open")),
      h("time", { class: "wire-time" }, patternText(entry.at, "HH:mm:ss")));
    head.addEventListener("click", () => this.#unfold(entry, head, panel));
    return h("li", { class: "wire-entry" }, head, panel);
  }

  async #unfold(entry, head, panel) {
    const isOpen = panel.hidden;
    head.setAttribute("aria-expanded", String(isOpen));
    panel.hidden = !isOpen;
    if (!isOpen || panel.childElementCount) return;
    const whole = await attempt(get(`/wire/${entry.seq}`, {}, entry.platform));
    if (whole) fill(panel, wireDetail(whole));
  }
}

const isFine = (status) => status >= 200 && status < 300;
