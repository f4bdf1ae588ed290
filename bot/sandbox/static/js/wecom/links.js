// Links as WeCom opens them: as the person one plays, beside this page.

import { openAddressAs } from "../api.js";
import { h } from "../dom.js";
import { webAddress } from "../card/links.js";
import { state } from "../store.js";

/** Where a link leads to by way of this person's client; null when it is not of the web. */
export function addressAs(url) {
  const address = webAddress(url);
  return address && openAddressAs(state.who, address);
}

/** A link; just the words when the address is not of the web. */
export function link(url, ...words) {
  const href = addressAs(url);
  if (href === null) return h("span", {}, ...words);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", class: "link", title: String(url) }, ...words);
}

/** Open it. Call while handling the click, or the browser refuses. */
export function openLink(url) {
  const href = addressAs(url);
  if (href !== null) window.open(href, "_blank", "noopener,noreferrer");
}

/** What a part of a card leads to: `{type, url}`, or the pages of a small program, which only the real client opens. */
export function actionUrl(action) {
  return Number(action?.type) === 1 ? webAddress(action.url) : null;
}

/** A part of a card that leads somewhere as a whole, if it does. */
export function webPart(part, look, inside) {
  const url = actionUrl(part);
  if (!url) return h("div", { class: look }, inside);
  return h("a", { class: [look, "is-linked"], href: addressAs(url), target: "_blank", rel: "noopener noreferrer" }, inside);
}
