// Faces drawn from names: the last two characters of a Chinese name, the initials of another.

import { h } from "./dom.js";
import { drawing } from "./dom.js";
import { isBot, isWecom, state, twinOf } from "./store.js";

const HUES = ["blue", "turquoise", "green", "orange", "carmine", "violet", "indigo", "purple", "red", "wathet"];
const WAVE = ["M3 12c2.2 0 2.2-6 4.5-6s2.25 12 4.5 12 2.25-12 4.5-12 2.25 6 4.5 6"];

/** Somebody's face, `size` pixels wide. */
export function avatar(id, name, size = 36) {
  const style = { width: `${size}px`, height: `${size}px`, "font-size": `${Math.round(size * 0.36)}px` };
  if (isBot(id)) return h("span", { class: "avatar is-bot", style, "aria-hidden": "true" }, drawing(WAVE, { size: Math.round(size * 0.62) }));
  return h("span", { class: "avatar", style: { ...style, "--face": `var(--hue-${hueOf(homeOf(id))})` }, "aria-hidden": "true" }, initials(name));
}

/** The sign of a group. */
export function groupFace(chat, size = 40) {
  const style = { width: `${size}px`, height: `${size}px`, "font-size": `${Math.round(size * 0.36)}px`, "--face": `var(--hue-${hueOf(homeOf(chat.chat_id, "chats"))})` };
  return h("span", { class: "avatar is-group", style, "aria-hidden": "true" }, [...chat.name].slice(0, 2).join(""));
}

function initials(name) {
  const characters = [...String(name).trim()];
  if (/[\u2e80-\u9fff]/.test(name)) return characters.slice(-2).join("");
  return String(name).split(/\s+/).map((word) => [...word][0] ?? "").slice(0, 2).join("").toUpperCase();
}

/** The same person or group has the same colour on both platforms. */
const homeOf = (id, kind = "people") => (isWecom() && twinOf(id, state.platform, kind)) || id;

function hueOf(id) {
  let sum = 7;
  for (const character of String(id)) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return HUES[sum % HUES.length];
}
