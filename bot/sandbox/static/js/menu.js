// Menus that hang from a button. The browser keeps them above everything and closes them.

import { h } from "./dom.js";

const EDGE = 8;

/** Show a popover below its anchor, above it when there is no room. */
export function hangBelow(anchor, popover) {
  popover.showPopover();
  const from = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(from.left, innerWidth - width - EDGE));
  const below = from.bottom + 4;
  const top = below + height > innerHeight - EDGE && from.top - height - 4 > EDGE ? from.top - height - 4 : below;
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}

/** Put away every menu that hangs: what it belonged to is gone. */
export function closeMenus() {
  for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
}

/** A menu of `{ text, icon, act }`, gone when it closes. */
export function openMenu(anchor, entries) {
  const menu = h("div", { class: "menu", popover: "auto", role: "menu" });
  for (const entry of entries) {
    menu.append(h("button", { type: "button", class: "menu-entry", role: "menuitem", on: { click: () => { menu.hidePopover(); entry.act(); } } },
      entry.icon, h("span", {}, entry.text)));
  }
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed") menu.remove();
  });
  menu.addEventListener("keydown", (event) => walk(event, menu));
  document.body.append(menu);
  hangBelow(anchor, menu);
  menu.querySelector("button")?.focus();
}

/** Arrow keys go through the entries. */
function walk(event, menu) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll("button")];
  const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
  buttons[next].focus();
}
