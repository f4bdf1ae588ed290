// Addresses out of a card lead only to the web, and never bring this page along.

import { h } from "../dom.js";

/** The address when it is http or https, else null. */
export function webAddress(address) {
  try {
    const url = new URL(String(address));
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link; just the words when the address is not of the web. */
export function link(address, ...words) {
  const href = webAddress(address);
  if (href === null) return h("span", {}, ...words);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", class: "link" }, ...words);
}

/** The address for a computer out of a `multi_url` or `open_url` object, or null. */
export function addressOf(target) {
  return webAddress(target?.pc_url || target?.default_url || target?.url || "");
}

/** Open it beside this page. Call while handling the click, or the browser refuses. */
export function openAddress(address) {
  const href = webAddress(address);
  if (href !== null) window.open(href, "_blank", "noopener,noreferrer");
}
