// Being somebody: whose chats are shown, which one is open, and keeping both up to date.

import { get, post, Refused } from "./api.js";
import { follow } from "./live.js";
import { goTo, here } from "./route.js";
import { chatOf, historyOf, keepMessage, openedChat, otherPlatform, state, tell, twinOf } from "./store.js";
import { setNow, setZone } from "./times.js";
import { toast } from "./toast.js";
import { refusalText } from "./words.js";

const PAGE = 40;
const WHO = "tongpin.sandbox.who";

let asked = "";

/** Load what platforms are played, who there is and what the bot understands. */
export async function start() {
  const room = await get("/room", {}, "feishu");
  Object.assign(state, { commands: room.commands, counterparts: room.counterparts, platforms: room.elsewhere ? ["feishu", "wecom"] : ["feishu"] });
  setZone(room.timezone);
  const platform = state.platforms.includes(here().platform) ? here().platform : "feishu";
  Object.assign(state, { platform, who: "" });
  take(platform === "feishu" ? room : await get("/room"));
}

/** The people of a platform who are still there. */
export async function peopleOn(platform) {
  const people = platform === state.platform ? state.people : (await get("/room", {}, platform)).people;
  return people.filter((one) => one.is_active).map((one) => one.open_id);
}

/** Whom to be first: who was chosen before, here or on the other platform, else the first of the people. */
export function firstPerson(people, platform) {
  const before = localStorage.getItem(WHO);
  return people.find((id) => id === before || twinOf(id, platform) === before) ?? people[0] ?? "";
}

/** Be somebody on a platform: their chats, nothing of the one before. Whoever one was about to become is forgotten. */
export async function become(platform, who) {
  const wanted = (asked = `${platform}/${who}`);
  if (platform === state.platform && who === state.who) return;
  const room = await get("/chats", { who }, platform);
  if (asked !== wanted) return; // meanwhile somebody else was chosen
  localStorage.setItem(WHO, who);
  state.histories.clear();
  Object.assign(state, { platform, who, chats: room.chats, chat: "" });
  take(room);
  tell("platform");
  tell("people");
  tell("chats");
  tell("chat");
  follow(who, room.since, { news: hear, lost: refresh });
}

/** News from the sandbox. */
function hear(news) {
  if (news.who !== state.who || news.bot.open_id !== state.bot.open_id) return;
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
  const { platform, who, chat } = state;
  const room = await get("/chats", { who }).catch(async (refused) => {
    if (refused.reason === "offline") throw refused;
    await start();
    goTo("");
    throw refused;
  });
  if (platform !== state.platform || who !== state.who) return null;
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
  const [here, there] = [state.platform, otherPlatform()];
  Object.assign(state, { people: room.people, bot: room.bot, unread: room.unread, elsewhere: room.elsewhere?.unread ?? {} });
  state.faults = { [here]: room.faults, ...(there && { [there]: room.elsewhere.faults }) };
  state.wireSeq = { [here]: room.wire_seq, ...(there && { [there]: room.elsewhere.wire_seq }) };
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
  const { platform, who } = state;
  const { chat_id: id } = await post("/private", { who });
  const { chats } = await get("/chats", { who }, platform);
  if (platform !== state.platform || who !== state.who) return "";
  state.chats = chats;
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
