// What a person or the bot wrote, with mentions and addresses standing out. Nothing else in it means anything.

import { h } from "./dom.js";
import { link } from "./card/links.js";
import { state } from "./store.js";

const ADDRESS = /https?:\/\/[^\s<>"'()\u0080-\uffff]+/g;

/** The nodes of a text message. */
export function spoken(text, mentions = []) {
  const names = new Map(mentions.filter((one) => one.name).map((one) => [`@${one.name}`, one.id]));
  const keys = [...names.keys()].sort((a, b) => b.length - a.length).map(escaped);
  if (!keys.length) return linked(text);
  return String(text).split(new RegExp(`(${keys.join("|")})`)).map((part) => {
    if (!names.has(part)) return linked(part);
    const id = names.get(part);
    return h("span", { class: ["mention", (id === state.who || id === "all") && "is-me"] }, part);
  });
}

function linked(text) {
  const nodes = [];
  let from = 0;
  for (const found of String(text).matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?]+$/, "");
    nodes.push(text.slice(from, found.index), link(address, address));
    from = found.index + address.length;
  }
  return [...nodes, String(text).slice(from)];
}

const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
