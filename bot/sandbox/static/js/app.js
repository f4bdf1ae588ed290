// The page: a bar with the sandbox's own controls on top, below it Feishu as the chosen person sees it.

import { chatColumn } from "./chats.js";
import { clockWidget } from "./clock.js";
import { h } from "./dom.js";
import { faultsButton, troubleLines } from "./faults.js";
import { icon } from "./icons.js";
import { chatPane } from "./pane.js";
import { Layer } from "./layers.js";
import { closeMenus } from "./menu.js";
import { peopleRail } from "./people.js";
import { platformSwitch } from "./platforms.js";
import { goTo, here, PRIVATE } from "./route.js";
import { attempt, become, firstPerson, markRead, openChat, openPrivateChat, peopleOn, start } from "./session.js";
import { on, person, state, tell } from "./store.js";
import { toastBox } from "./toast.js";
import { language, setLanguage, t } from "./words.js";
import { Wire } from "./wire.js";

const LOGO = new URL("../logo.svg", import.meta.url).href;
const isWide = matchMedia("(min-width: 721px)");

function topBar(wire) {
  const name = h("h1", { class: "product" });
  const wireButton = h("button", { type: "button", class: "bar-button-wide", "aria-expanded": "false", on: { click: () => wire.toggle() } });
  const languageButton = h("button", { type: "button", class: "bar-button-wide is-language", on: { click: switchLanguage } });
  const show = () => {
    name.replaceChildren(h("img", { src: LOGO, alt: "", width: 24, height: 24 }), h("span", {}, t("product")));
    name.title = t("tagline");
    wireButton.replaceChildren(icon("wire", 18), h("span", {}, t("wire")));
    wireButton.setAttribute("aria-label", t("wire"));
    languageButton.replaceChildren(icon("globe", 18), h("span", {}, t("language")));
    languageButton.setAttribute("aria-label", t("language_label"));
    document.title = titleText();
  };
  new MutationObserver(() => wireButton.setAttribute("aria-expanded", String(!wire.element.hidden))).observe(wire.element, { attributes: true, attributeFilter: ["hidden"] });
  on("language", show);
  on("people", () => { document.title = titleText(); });
  on("platform", () => { document.body.dataset.platform = state.platform; });
  show();
  return h("header", { class: "top-bar" }, name, platformSwitch(), h("div", { class: "top-space" }), clockWidget(), faultsButton(), wireButton, languageButton);
}

function titleText() {
  const unread = state.unread[state.who] ?? 0;
  return `${unread > 0 ? `(${unread}) ` : ""}${person(state.who)?.name ?? ""}${state.who ? " · " : ""}${t("product")}`;
}

function switchLanguage() {
  setLanguage(language() === "en" ? "zh-CN" : "en");
  tell("language");
}

/** Follow the address: become somebody, open a chat, show the right part on a phone. */
async function go() {
  const { platform, who, chat } = here();
  if (!state.platforms.includes(platform)) return goTo("", "", { isNew: false, platform: "feishu" });
  const people = await peopleOn(platform);
  if (here().platform !== platform || here().who !== who) return;
  if (!people.includes(who)) return goTo(firstPerson(people, platform), "", { isNew: false });
  document.body.dataset.view = chat ? "chat" : "list";
  await become(platform, who);
  if (!isHere(platform, who, chat)) return; // meanwhile one has gone elsewhere
  if (chat === PRIVATE) return meetBot(platform, who);
  if (chat !== state.chat) await openChat(chat);
  const newest = state.chats[0]?.chat_id;
  if (!chat && newest && isWide.matches) goTo(who, newest, { isNew: false });
  else if (chat && !state.chat) goTo(who, "", { isNew: false });
}

function isHere(platform, who, chat) {
  const now = here();
  return platform === state.platform && who === state.who && platform === now.platform && who === now.who && chat === now.chat;
}

async function meetBot(platform, who) {
  const id = state.chats.find((chat) => chat.kind === "p2p")?.chat_id ?? (await attempt(openPrivateChat()));
  if (id && isHere(platform, who, PRIVATE)) goTo(who, id, { isNew: false });
}

function build() {
  const wire = new Wire();
  const rail = peopleRail();
  const sheet = new Layer(() => document.body.classList.remove("has-people"));
  const openSheet = () => {
    document.body.classList.add("has-people");
    sheet.put();
  };
  const shade = h("div", { class: "shade", on: { click: () => sheet.take() } });
  const { pane, shortcut, hint } = chatPane();
  const columns = h("div", { class: "columns-main" }, rail, chatColumn(openSheet), pane, wire.element, shade);
  rail.addEventListener("click", (event) => { if (event.target.closest("button")) sheet.take(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") sheet.take(); });
  document.getElementById("app").append(shortcut, topBar(wire), troubleLines(), hint, columns, toastBox());
}

async function main() {
  document.documentElement.lang = language();
  build();
  on("chat", closeMenus);
  tell("connection");
  while ((await attempt(start().then(() => true))) !== true) await new Promise((later) => setTimeout(later, 1500));
  tell("platform");
  tell("people");
  addEventListener("hashchange", () => attempt(go()));
  document.addEventListener("visibilitychange", markRead);
  isWide.addEventListener("change", () => attempt(go()));
  await attempt(go());
}

main();
