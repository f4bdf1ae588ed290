// Who and where, in the address: `#/person/chat`, for WeCom `#/wecom/person/chat`. So going back works, also with a phone's back gesture.

import { clearLayers, whenSettled } from "./layers.js";

let coming = "";

/** In place of a chat's id: the one with the bot, which may still have to be opened. */
export const PRIVATE = "private";

/** Platform, person and chat out of the address: the one that it is about to be, if one is on the way. */
export function here() {
  const parts = (coming || location.hash).replace(/^#\/?/, "").split("/").map(decoded);
  const platform = parts[0] === "wecom" ? parts.shift() : "feishu";
  const [who = "", chat = ""] = parts;
  return { platform, who, chat };
}

/** Go there; `isNew` makes it a step that "back" undoes. Without a platform it is the one where one is. */
export function goTo(who, chat = "", { isNew = true, platform = here().platform } = {}) {
  const hash = `#/${[platform === "wecom" && platform, who, chat].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (hash === (coming || location.hash)) return;
  const hasStep = clearLayers(); // what lay on top was a step of its own: it becomes this one
  coming = hash;
  whenSettled(() => step(hash, isNew && !hasStep));
}

function step(hash, isNew) {
  coming = "";
  if (isNew) location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
