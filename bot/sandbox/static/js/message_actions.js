// What one can do with a message: reply, like, pass on, take back, look at its wire.

import { post } from "./api.js";
import { emoji } from "./card/inline.js";
import { chooseDialog } from "./dialog.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { attempt } from "./session.js";
import { chatName, chatOf, isWecom, personName, state, tell } from "./store.js";
import { language, t } from "./words.js";

const LIKE = "THUMBSUP";

/** The buttons that appear beside a message. With a finger only the last is there, and its menu has them all. */
export function actionBar(messageOf) {
  const more = barButton("more", "more", () => openMenu(more, menuOf(actionsOf(messageOf()))));
  more.setAttribute("aria-haspopup", "menu");
  const bar = h("div", { class: "action-bar" }, more);
  bar.addEventListener("focusin", () => addQuick(bar, messageOf));
  return bar;
}

/** The other buttons are made when somebody comes near: a long chat has hundreds of bars that nobody ever sees. */
export function addQuick(bar, messageOf) {
  const looks = `${state.platform} ${language()}`;
  if (bar.dataset.language === looks) return;
  bar.dataset.language = looks;
  for (const button of bar.querySelectorAll(".is-quick")) button.remove();
  const more = bar.lastElementChild;
  name(more, "more");
  for (const [at, action] of actionsOf(messageOf()).entries()) {
    if (action.isQuick) more.before(barButton(action.icon, action.word, () => actionsOf(messageOf())[at].act(), "is-quick"));
  }
}

function barButton(sign, word, act, extra = "") {
  const button = h("button", { type: "button", class: ["icon-button", "bar-button", extra], on: { click: act } }, icon(sign, 18));
  name(button, word);
  return button;
}

function name(button, word) {
  button.setAttribute("aria-label", t(word));
  button.dataset.tip = t(word);
}

function actionsOf(message) {
  const reply = { icon: "reply", word: isWecom() ? "quote" : "reply", isQuick: true, act: () => tell("reply", message) };
  const like = { icon: "thumb", word: "like", isQuick: true, act: () => attempt(post("/react", { who: state.who, message_id: message.message_id, emoji_type: LIKE })) };
  const wire = { icon: "wire", word: "show_wire", isQuick: true, act: () => tell("show wire", [message.message_id, message.msgid]) };
  const pass = { icon: "forward", word: "forward", act: () => forward(message) };
  if (isWecom()) return chatOf(message.chat_id)?.channel === "app_private" ? [wire, pass] : [reply, wire, pass];
  const all = [reply, like, wire, pass];
  if (message.sender.id === state.who) all.push({ icon: "recall", word: "recall", act: () => attempt(post("/recall", { who: state.who, message_id: message.message_id })) });
  return all;
}

function menuOf(actions) {
  return actions.map((action) => ({ text: t(action.word), icon: icon(action.icon, 18), act: action.act }));
}

async function forward(message) {
  const chats = state.chats.filter((chat) => chat.chat_id !== message.chat_id).map((chat) => ({ text: chatName(chat), value: chat.chat_id }));
  const to = await chooseDialog(t("forward"), chats);
  if (to) await attempt(post("/forward", { who: state.who, message_id: message.message_id, chat_id: to }));
}

/** Reactions with how many, and who. */
export function reactions(message) {
  const counted = new Map();
  for (const { emoji_type: type, id } of message.reactions ?? []) counted.set(type, [...(counted.get(type) ?? []), id]);
  if (!counted.size) return null;
  return h("div", { class: "reactions" }, [...counted].map(([type, ids]) =>
    h("span", { class: "reaction", title: ids.map(personName).join(t("between")) },
      type === LIKE ? icon("thumb", 14, type) : (emoji(type) ?? type), h("span", {}, ids.map(personName).join(t("between"))))));
}
