// The parts of a template card that are only read. What is longer than WeCom shows is cut by the style sheet.

import { fileAddress, post } from "../api.js";
import { h } from "../dom.js";
import { avatar } from "../faces.js";
import { icon } from "../icons.js";
import { openMenu } from "../menu.js";
import { attempt } from "../session.js";
import { state } from "../store.js";
import { t } from "../words.js";
import { link, webPart } from "./links.js";

const SOURCE_COLOURS = ["grey", "black", "red", "green"];

/** Where it comes from, and the menu at the top right. */
export function head(card, context) {
  const { source, action_menu: menu } = card;
  if (!source?.desc && !menu) return null;
  return h("div", { class: "wx-head" },
    source?.icon_url && avatar(state.bot.open_id, state.bot.name, 16),
    h("span", { class: ["wx-source", `is-${SOURCE_COLOURS[source?.desc_color ?? 0] ?? "grey"}`] }, source?.desc),
    menu && menuButton(menu, context));
}

function menuButton(menu, { message, isLive, view }) {
  const button = h("button", { type: "button", class: "icon-button wx-menu", "aria-haspopup": "menu", "aria-label": menu.desc || t("menu") }, icon("more", 18));
  const choose = (key) => attempt(post("/cards/menu", { who: state.who, message_id: message.message_id, key }));
  const entries = menu.action_list.map(({ text, key }) => ({ text, act: () => isLive && !view.isWaiting && choose(key) }));
  button.addEventListener("click", () => openMenu(button, entries));
  return button;
}

/** The main title with the line below it. */
export function titles({ main_title: title }) {
  if (!title?.title && !title?.desc) return null;
  return h("div", { class: "wx-titles" }, title.title && h("h3", { class: "wx-title" }, title.title), title.desc && h("div", { class: "wx-desc" }, title.desc));
}

/** One figure in large letters. */
export function emphasis({ emphasis_content: figure }) {
  return figure ? h("div", { class: "wx-emphasis" }, h("div", { class: "wx-figure" }, figure.title), figure.desc && h("div", { class: "wx-desc" }, figure.desc)) : null;
}

/** The longer text. */
export function subtitle({ sub_title_text: text }) {
  return text ? h("div", { class: "wx-text" }, text) : null;
}

/** A quoted passage. */
export function quote({ quote_area: area }) {
  if (!area) return null;
  return webPart(area, "wx-quote", [area.title && h("div", { class: "wx-quote-title" }, area.title), area.quote_text && h("div", { class: "wx-quote-text" }, area.quote_text)]);
}

/** Titles with texts below each other. */
export function verticals({ vertical_content_list: list }) {
  return list?.length ? h("div", { class: "wx-verticals" }, list.map(({ title, desc }) => h("div", {}, h("div", { class: "wx-vertical-title" }, title), desc && h("div", { class: "wx-desc" }, desc)))) : null;
}

/** Up to six facts: a name and a text, a link, a file, or a member. */
export function facts({ horizontal_content_list: list }) {
  if (!list?.length) return null;
  return h("dl", { class: "wx-facts" }, list.map((fact) => [h("dt", {}, fact.keyname), h("dd", {}, factValue(fact))]));
}

function factValue({ type, value, url, media_id: media, userid }) {
  if (Number(type) === 1) return link(url, value || url);
  if (Number(type) === 2) return h("a", { href: fileAddress(media), class: "link", download: value }, value);
  if (Number(type) === 3) return h("span", { class: "link" }, value || (state.people.find((one) => one.open_id.toLowerCase() === String(userid).toLowerCase())?.name ?? userid));
  return value ?? "";
}

/** Links at the bottom; one that asks says its question in the chat. */
export function jumps({ jump_list: list }, { message }) {
  if (!list?.length) return null;
  return h("div", { class: "wx-jumps" }, list.map((jump) => {
    const inside = [h("span", {}, jump.title), icon("next", 14)];
    if (Number(jump.type) === 3) return h("button", { type: "button", class: "wx-jump", on: { click: () => ask(message, jump.question) } }, inside);
    return webPart(jump, "wx-jump", inside);
  }));
}

const ask = (message, text) => attempt(post("/say", { who: state.who, chat_id: message.chat_id, text, mention_bot: true }));

/** The picture of a news card, whose address is elsewhere: this page fetches nothing from there. */
export function picture({ card_image: image, image_text_area: area }) {
  if (image) return h("div", { class: "wx-picture", role: "img", "aria-label": t("picture_at", { address: image.url }), title: image.url, style: { "aspect-ratio": String(image.aspect_ratio ?? 1.3) } }, icon("picture", 32));
  if (!area) return null;
  return webPart(area, "wx-area", [h("span", { class: "wx-thumb", title: area.image_url }, icon("picture", 20)), h("span", { class: "wx-area-words" }, h("strong", {}, area.title), h("span", { class: "wx-desc" }, area.desc))]);
}
