// Being somebody: whose chats are shown, which one is open, and keeping both up to date.

import { get, post, Refused } from "./api.js";
import { follow } from "./live.js";
import { goTo } from "./route.js";
import { chatOf, historyOf, keepMessage, openedChat, state, tell } from "./store.js";
import { setNow, setZone } from "./times.js";
import { toast } from "./toast.js";
import { refusalText } from "./words.js";

const PAGE = 40;
const WHO = "tongpin.sandbox.who";

let asked = "";

/** Load who there is and what the bot understands. */
export async function start() {
  const room = await get("/room");
  Object.assign(state, { people: room.people, bot: room.bot, commands: room.commands, faults: room.faults, unread: room.unread });
  setZone(room.timezone);
  setNow(room.now);
}

/** Whom to be first: who was chosen before, else the first of the people. */
export function firstPerson() {
  const before = localStorage.getItem(WHO);
  return state.people.find((one) => one.open_id === before && one.is_active)?.open_id ?? state.people.find((one) => one.is_active)?.open_id ?? "";
}

/** Be somebody: their chats, nothing of the one before. Whoever one was about to become is forgotten. */
export async function become(who) {
  asked = who;
  if (who === state.who) return;
  const room = await get("/chats", { who });
  if (asked !== who) return; // meanwhile somebody else was chosen
  localStorage.setItem(WHO, who);
  state.histories.clear();
  Object.assign(state, { who, chats: room.chats, chat: "" });
  take(room);
  tell("people");
  tell("chats");
  tell("chat");
  follow(who, room.since, { news: hear, lost: refresh });
}

/** News from the sandbox. */
function hear(news) {
  if (news.who !== state.who) return;
  state.chats = news.chats;
  for (const message of news.messages) keepMessage(message);
  take(news);
  tell("chats");
  tell("people");
  for (const id of new Set(news.messages.map((message) => message.chat_id))) tell("messages", id);
  if (state.chat && !openedChat()) openChat("");
  markRead();
}

/** Too much was missed to catch up: look at everything again. Whoever is not there any more leaves the stage to others. */
async function refresh() {
  const { who, chat } = state;
  const room = await get("/chats", { who }).catch(async (refused) => {
    if (refused.reason === "offline") throw refused;
    await start();
    goTo("");
    throw refused;
  });
  if (who !== state.who) return null;
  state.chats = room.chats;
  state.histories.clear();
  take(room);
  tell("people");
  tell("chats");
  if (chat) await load(chat);
  return room.since;
}

function take(room) {
  setNow(room.now);
  if (room.people) state.people = room.people;
  Object.assign(state, { unread: room.unread, faults: room.faults, wireSeq: room.wire_seq });
  tell("clock");
  tell("faults");
  tell("wire");
}

/** Open a chat, or none. */
export async function openChat(id) {
  state.chat = chatOf(id) ? id : "";
  tell("chat");
  tell("chats");
  if (!state.chat) return;
  if (!historyOf(id).isLoaded) await load(id);
  markRead();
}

/** Open the private chat with the bot; the first time, that is when the two meet. */
export async function openPrivateChat() {
  const { chat_id: id } = await post("/private", { who: state.who });
  state.chats = (await get("/chats", { who: state.who })).chats;
  tell("chats");
  return id;
}

async function load(id) {
  const history = historyOf(id);
  history.isLoading = true;
  const { messages, has_more: hasMore } = await get(`/chats/${encodeURIComponent(id)}/messages`, { who: state.who, limit: PAGE });
  Object.assign(history, { list: messages, hasMore, isLoaded: true, isLoading: false });
  for (const message of history.late.splice(0)) keepMessage(message);
  tell("messages", id);
}

/** Load what was said before the oldest message shown. */
export async function loadEarlier(id) {
  const history = historyOf(id);
  if (history.isLoading || !history.hasMore || !history.list.length) return;
  history.isLoading = true;
  try {
    const before = history.list[0].message_id;
    const page = await get(`/chats/${encodeURIComponent(id)}/messages`, { who: state.who, before, limit: PAGE });
    history.list = [...page.messages, ...history.list];
    history.hasMore = page.has_more;
  } finally {
    history.isLoading = false;
  }
  tell("messages", id);
}

/** What is on the screen has been read. */
export function markRead() {
  const chat = openedChat();
  if (!chat?.unread || document.hidden) return;
  chat.unread = 0;
  tell("chats");
  quietly(post("/read", { who: state.who, chat_id: chat.chat_id }));
}

/** Do it; a refusal becomes a toast. The answer, or null. */
export async function attempt(asking) {
  try {
    return await asking;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast("warning", refusalText(refused));
    return null;
  }
}

function quietly(asking) {
  asking.catch((refused) => {
    if (!(refused instanceof Refused)) throw refused;
  });
}
