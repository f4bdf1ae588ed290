// The open chat: its head, its messages, the composer.

import { takeDrops } from "./attachments.js";
import { botMark } from "./chats.js";
import { Composer } from "./composer.js";
import { fill, h, whenChanged } from "./dom.js";
import { avatar, groupFace } from "./faces.js";
import { hintBar } from "./hint.js";
import { icon } from "./icons.js";
import { goTo } from "./route.js";
import { attempt, openPrivateChat } from "./session.js";
import { chatName, on, openedChat, personName, state } from "./store.js";
import { Talk } from "./talk.js";
import { language, t } from "./words.js";

const MOST_FACES = 6;

/** The right part of the window, the keyboard's way into it, and the hint that writes into it. */
export function chatPane() {
  const composer = new Composer();
  const talk = new Talk();
  const head = h("header", { class: "pane-head" });
  const nothing = h("div", { class: "pane-nothing" });
  const inside = h("div", { class: "pane-inside" }, head, composer.shortcut(), talk.element, composer.element);
  const pane = h("main", { class: "pane" }, nothing, inside);
  const looks = () => {
    const { kind, name, members, has_bot: hasBot, is_dissolved: isDissolved } = openedChat() ?? {};
    return [state.platform, state.who, state.chat, kind, name, members, hasBot, isDissolved, language()];
  };
  const show = whenChanged(looks, () => {
    const chat = openedChat();
    inside.hidden = chat === null;
    nothing.hidden = chat !== null;
    if (chat) fill(head, headOf(chat));
    else fill(nothing, icon("chat", 48), h("h2", {}, t("choose_chat")), h("p", {}, t("choose_chat_more")));
  });
  for (const topic of ["chat", "chats", "language"]) on(topic, show);
  takeDrops(inside, composer.attachments);
  return { pane, shortcut: composer.shortcut(), hint: hintBar((text) => offer(text, composer)) };
}

function headOf(chat) {
  const isGroup = chat.kind === "group";
  const back = h("button", { type: "button", class: "icon-button back-button", "aria-label": t("back"), on: { click: () => goTo(state.who) } }, icon("back", 22));
  const face = isGroup ? groupFace(chat, 36) : avatar(state.bot.open_id, state.bot.name, 36);
  const more = chat.is_dissolved ? t("dissolved") : isGroup && !chat.has_bot ? t("no_bot") : isGroup ? t("group_size", { count: chat.members.length }) : "";
  return [back, face, h("div", { class: "pane-words" }, h("h2", { class: "pane-title" }, chatName(chat), !isGroup && botMark(chat)), more && h("span", { class: "pane-more" }, more)), isGroup && faces(chat)];
}

function faces(chat) {
  const shown = chat.members.slice(0, MOST_FACES);
  const rest = chat.members.length - shown.length;
  return h("div", { class: "faces", role: "img", "aria-label": chat.members.map(personName).join(t("between")), title: chat.members.map(personName).join(t("between")) },
    shown.map((id) => avatar(id, personName(id), 28)), rest > 0 && h("span", { class: "faces-rest" }, `+${rest}`));
}

/** Put an example into the private chat with the bot, opening it when needed. */
async function offer(text, composer) {
  const known = state.chats.find((chat) => chat.kind === "p2p")?.chat_id ?? (await attempt(openPrivateChat()));
  if (!known) return;
  composer.offer(known, text);
  goTo(state.who, known);
}
