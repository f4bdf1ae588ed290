// Where one writes: words, commands, mentions, files, replies.

import { post, upload } from "./api.js";
import { Attachments } from "./attachments.js";
import { fill, h, isComposing } from "./dom.js";
import { icon } from "./icons.js";
import { quoteOf } from "./message.js";
import { Palette } from "./palette.js";
import { attempt } from "./session.js";
import { chatName, isWecom, on, openedChat, placeNow, state } from "./store.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const LONGEST = 20_000;

/** The composer of the open chat. What was typed stays with its chat. */
export class Composer {
  constructor() {
    this.drafts = new Map();
    this.reply = null;
    this.hasMention = true;
    this.box = h("textarea", { class: "write-box", rows: 1, maxlength: LONGEST, role: "combobox", "aria-expanded": "false", "aria-controls": "palette", "aria-autocomplete": "list" });
    this.above = h("div", { class: "composer-above" });
    this.tools = h("div", { class: "composer-tools" });
    this.palette = new Palette(this.box, () => this.#changed());
    this.attachments = new Attachments(() => this.#showAbove());
    this.frame = h("div", { class: "composer-frame" }, this.above, this.attachments.element, this.box, this.tools);
    this.element = h("form", { class: "composer", autocomplete: "off" }, this.palette.element, this.frame);
    this.#listen();
  }

  #listen() {
    this.element.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.box.addEventListener("input", () => this.#changed());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("paste", (event) => { if (takesFiles(openedChat())) this.attachments.add(event.clipboardData?.files ?? []); });
    on("chat", () => this.#open());
    on("chats", () => this.#showTools());
    on("language", () => { this.#showTools(); this.#showAbove(); this.#showPlaceholder(); });
    on("reply", (message) => this.#replyTo(message));
  }

  #open() {
    const key = placeNow();
    if (key === this.key) return;
    if (this.key) this.drafts.set(this.key, this.box.value);
    this.key = key;
    this.reply = null;
    this.hasMention = true;
    this.attachments.clear();
    this.box.value = this.drafts.get(key) ?? "";
    if (this.offered === key) this.box.focus();
    this.offered = "";
    this.#showPlaceholder();
    this.#showAbove();
    this.#showTools();
    this.#changed();
  }

  /** Put words into the box of a chat, ready to send. */
  offer(chat, text) {
    this.offered = `${state.platform}/${state.who}/${chat}`;
    this.drafts.set(this.offered, text);
    if (this.offered !== this.key) return;
    this.box.value = text;
    this.#changed();
    this.box.focus();
  }

  /** A button that only the keyboard finds: past everything else, to where one writes. */
  shortcut() {
    const button = h("button", { type: "button", class: "plain-button shortcut", on: { click: () => this.box.focus() } });
    const show = () => { button.textContent = t("to_box"); };
    on("language", show);
    show();
    return button;
  }

  #changed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    this.element.classList.toggle("has-text", this.box.value.trim() !== "" || this.attachments.files.length > 0);
  }

  #key(event) {
    if (isComposing(event) || this.palette.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.reply) this.#replyTo(null);
  }

  #replyTo(message) {
    this.reply = message;
    this.#showAbove();
    if (message) this.box.focus();
  }

  #showPlaceholder() {
    const chat = openedChat();
    const words = chat ? `${t("write", { name: chatName(chat) })}${t("write_hint")}` : "";
    this.box.placeholder = words;
    this.box.setAttribute("aria-label", words);
  }

  #showAbove() {
    const quote = this.reply && h("div", { class: "reply-chip" }, icon("reply", 16), h("span", {}, quoteOf(this.reply)),
      h("button", { type: "button", class: "icon-button", "aria-label": t("cancel"), on: { click: () => this.#replyTo(null) } }, icon("close", 14)));
    fill(this.above, quote);
    this.#changed();
  }

  #showTools() {
    const chat = openedChat();
    const looks = JSON.stringify([state.platform, chat?.kind, chat?.has_bot, this.hasMention, t("send"), state.bot.name]);
    if (looks === this.toolsLooks) return;
    this.toolsLooks = looks;
    fill(this.tools, this.#mentionChip(chat),
      tool("slash", t("commands"), () => { this.box.focus(); this.palette.openAll(); }),
      tool("at", t("mention_people"), () => { this.box.focus(); this.palette.openPeople(); }),
      takesFiles(chat) && tool("clip", t("attach"), () => this.attachments.choose()),
      h("span", { class: "composer-keys" }, t("composer_keys")),
      h("button", { type: "submit", class: "send-button", "aria-label": t("send") }, icon("send", 18)));
  }

  /** In a group the bot hears only what mentions it, so that is on until somebody turns it off. */
  #mentionChip(chat) {
    if (chat?.kind !== "group" || !chat.has_bot) return null;
    const name = state.bot.name;
    const tip = t(this.hasMention ? "mention_on" : "mention_off", { name });
    return h("button", { type: "button", class: "mention-chip", "aria-pressed": String(this.hasMention), "data-tip": tip, "aria-description": tip, on: { click: () => this.#toggleMention() } }, `@${name}`);
  }

  #toggleMention() {
    this.hasMention = !this.hasMention;
    this.#showTools();
    this.box.focus();
  }

  /** Send what is there: first the files, then the words. What could not be sent stays. */
  async send() {
    const chat = openedChat();
    if (!chat || this.isSending) return;
    this.isSending = true;
    this.palette.close();
    try {
      const isSent = (await this.#sendFiles(chat)) && (await this.#sendWords(chat));
      if (!isSent) toast("info", t("nothing_sent"));
    } finally {
      this.isSending = false;
      this.#showAbove();
    }
  }

  async #sendFiles(chat) {
    for (const file of [...this.attachments.files]) {
      const kind = file.type.startsWith("image/") ? "image" : "file";
      const query = { who: state.who, chat_id: chat.chat_id, name: file.name, kind, reply_to: this.reply?.message_id };
      if ((await attempt(upload(query, file))) === null) return false;
      this.attachments.remove(file);
    }
    return true;
  }

  async #sendWords(chat) {
    const text = this.box.value.trim();
    if (!text) return true;
    const mentionsBot = chat.kind === "group" && chat.has_bot && this.hasMention && !text.includes(`@${state.bot.name}`);
    this.box.value = "";
    this.#changed();
    const body = { who: state.who, chat_id: chat.chat_id, text, mention_bot: mentionsBot, reply_to: this.reply?.message_id ?? null };
    const isSent = (await attempt(post("/say", body))) !== null;
    if (isSent) this.reply = null;
    else this.box.value = text;
    return isSent;
  }
}

/** In a group of WeCom no bot hears of files, so there is nobody to send them to. */
const takesFiles = (chat) => !isWecom() || chat?.kind !== "group";

function tool(name, text, act) {
  return h("button", { type: "button", class: "icon-button tool", "aria-label": text, "data-tip": text, on: { click: act } }, icon(name, 20));
}
