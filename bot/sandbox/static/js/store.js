// What the page knows, and who wants to hear of it.

import { t } from "./words.js";

export const state = {
  platform: "feishu",
  platforms: ["feishu"], // those that are played here
  who: "",
  people: [],
  bot: { name: "", open_id: "" },
  chats: [],
  chat: "",
  histories: new Map(),
  unread: {},
  commands: [],
  faults: {}, // by platform
  wireSeq: {}, // by platform
  elsewhere: {}, // everybody's unread messages on the other platform
  counterparts: { people: {}, chats: {} }, // Feishu's ids to WeCom's
  isConnected: true,
};

const listeners = new Map();

/** Hear of a topic: people, chats, chat, messages, faults, clock, wire, connection, language. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

/** Tell everybody who listens. */
export function tell(topic, news) {
  for (const listener of listeners.get(topic) ?? []) listener(news);
}

/** Somebody by open_id, the bot included. */
export function person(id) {
  return state.people.find((one) => one.open_id === id) ?? null;
}

/** What somebody is called. */
export function personName(id) {
  if (id === "all") return t("everybody");
  if (isBot(id)) return state.bot.name;
  return person(id)?.name ?? id;
}

/** Whether this id is the bot's. */
export const isBot = (id) => id !== "" && (id === state.bot.open_id || id === state.bot.app_id);

/** The same person or group (`chats`) on the other platform, or "". */
export function twinOf(id, platform = state.platform, kind = "people") {
  const at = platform === "wecom" ? 1 : 0;
  return Object.entries(state.counterparts[kind]).find((pair) => pair[at] === id)?.[1 - at] ?? "";
}

/** The chat with this id, if one sees it. */
export const chatOf = (id) => state.chats.find((chat) => chat.chat_id === id) ?? null;

/** Whose chat is on the screen, as one word. */
export const placeNow = () => `${state.platform}/${state.who}/${state.chat}`;

/** Whether WeCom is on the screen. */
export const isWecom = () => state.platform === "wecom";

/** The platform that is not on the screen, or "" where there is only one. */
export const otherPlatform = () => state.platforms.find((one) => one !== state.platform) ?? "";

/** The open chat. */
export const openedChat = () => chatOf(state.chat);

/** What a chat is called for whoever looks: the private one has the bot's name. */
export const chatName = (chat) => (chat.kind === "p2p" ? state.bot.name : chat.name);

/** The people of a chat. */
export const chatMembers = (id) => chatOf(id)?.members ?? [];

/** The messages of a chat that are loaded: `{ list, hasMore, isLoading, late }`. */
export function historyOf(id) {
  if (!state.histories.has(id)) state.histories.set(id, { list: [], hasMore: false, isLoaded: false, isLoading: false, late: [] });
  return state.histories.get(id);
}

/** Put a message where it belongs; one that is older than what is loaded waits until it is scrolled to. */
export function keepMessage(message) {
  const history = historyOf(message.chat_id);
  if (history.isLoading) history.late.push(message);
  if (!history.isLoaded) return;
  const at = history.list.findIndex((one) => one.message_id === message.message_id);
  if (at >= 0) history.list[at] = message;
  else if (!history.list.length || message.created >= history.list.at(-1).created) history.list.push(message);
}
