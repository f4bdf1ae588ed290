// The list of chats of whoever one is.

import { h, reconcile, whenChanged } from "./dom.js";
import { avatar, groupFace } from "./faces.js";
import { icon } from "./icons.js";
import { badge, roleOf } from "./people.js";
import { goTo, here } from "./route.js";
import { attempt, openPrivateChat } from "./session.js";
import { chatName, isWecom, on, person, state } from "./store.js";
import { shortText } from "./times.js";
import { language, t } from "./words.js";

/** The column with the chats. `choosePerson` opens the people on a phone. */
export function chatColumn(choosePerson) {
  const head = h("header", { class: "column-head" });
  const list = h("ul", { class: "chat-list" });
  const column = h("nav", { class: "chats" }, head, list);
  const showHead = whenChanged(() => [person(state.who), language()], () => head.replaceChildren(...headOf(choosePerson)));
  const showList = () => {
    column.setAttribute("aria-label", t("chats_label"));
    reconcile(list, entries(), (chat) => chat.chat_id, makeEntry, updateEntry);
  };
  on("people", showHead);
  on("chats", showList);
  on("clock", showList);
  on("language", () => { showHead(); showList(); });
  return column;
}

function headOf(choosePerson) {
  const me = person(state.who);
  if (!me) return [];
  const switcher = h("button", { type: "button", class: "me-button", "aria-label": t("you_are", { name: me.name }), on: { click: choosePerson } },
    avatar(me.open_id, me.name, 36), h("span", { class: "me-words" }, h("span", { class: "person-name" }, me.name), h("span", { class: "person-role" }, roleOf(me))), icon("down", 16));
  return [h("h2", { class: "column-title" }, t("chats")), switcher];
}

/** The chats, newest first; the bot stands there even before the two have met. */
function entries() {
  const hasPrivate = state.chats.some((chat) => chat.kind === "p2p");
  return hasPrivate || !state.bot.name || !state.who ? state.chats : [{ chat_id: "new-private", kind: "new", name: state.bot.name, unread: 0, summary: "" }, ...state.chats];
}

function makeEntry(chat) {
  const button = h("button", { type: "button", class: "chat-entry", "data-chat": chat.chat_id });
  button.addEventListener("click", async () => {
    const id = chat.kind === "new" ? await attempt(openPrivateChat()) : chat.chat_id;
    if (id) goTo(here().who, id); // whoever one is about to be
  });
  return h("li", {}, button);
}

function updateEntry(item, chat) {
  const button = item.firstElementChild;
  const isOpen = chat.chat_id === state.chat;
  const name = chatName(chat) || chat.name;
  const summary = summaryOf(chat);
  const when = chat.updated ? shortText(chat.updated) : "";
  const looks = JSON.stringify([name, summary, when, chat.unread, isOpen, chat.kind !== "group" && t(botWord(chat))]);
  if (button.dataset.looks === looks) return;
  button.dataset.looks = looks;
  if (isOpen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.replaceChildren(
    h("span", { class: "face-holder" }, chat.kind === "group" ? groupFace(chat, 44) : avatar(state.bot.open_id, name, 44), chat.unread > 0 && badge(chat.unread)),
    h("span", { class: "chat-words" },
      h("span", { class: "chat-line" }, h("span", { class: "chat-name" }, h("span", { class: "chat-name-text" }, name), chat.kind !== "group" && botMark(chat)), h("span", { class: "chat-time" }, when)),
      h("span", { class: "chat-summary" }, summary)),
  );
}

/** The last line, in a group with who said it. */
function summaryOf(chat) {
  if (chat.kind === "new") return t("start_private");
  if (chat.is_dissolved) return t("dissolved");
  const { last } = chat;
  if (!last) return "";
  const isMine = last.sender.id === state.who;
  const name = isMine ? t("you") : (person(last.sender.id)?.name ?? last.sender.name);
  if (last.is_recalled) return t("recalled", { name });
  const kind = { image: "a_picture", file: "a_file", interactive: "a_card", template_card: "a_card", voice: "a_voice", video: "a_video", location: "a_place" }[last.type];
  const words = [kind && t(kind), last.type !== "image" && plainText(chat.summary)].filter(Boolean).join(" ");
  return chat.kind === "group" && !isMine ? t("said", { name, words }) : words;
}

/** The label that tells the bot from a person; in WeCom the app in its own chat, the smart bot everywhere else. */
export const botMark = (chat) => h("span", { class: "bot-mark" }, t(botWord(chat)));

const botWord = (chat) => (!isWecom() ? "bot" : chat?.channel === "aibot_private" ? "smart_bot" : "an_app");

/** Without marks and line breaks. */
const plainText = (text) => (isWecom() ? text.replace(/<think>[\s\S]*?(<\/think>|$)|<\/?font[^>]*>|\*\*|^#+ |^>+ ?/gm, "") : text).replace(/\s+/g, " ");
