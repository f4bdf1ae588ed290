// The switch between the platforms: the same person at the same place, as the other one would draw it.

import { h, reconcile, whenChanged } from "./dom.js";
import { badge } from "./people.js";
import { goTo, PRIVATE } from "./route.js";
import { on, openedChat, state, twinOf } from "./store.js";
import { language, t } from "./words.js";

/** The switch; nothing where only one platform is played. */
export function platformSwitch() {
  const box = h("div", { class: "platform-switch", role: "group" });
  const looks = () => [state.platform, state.platforms, unreadOn("feishu"), unreadOn("wecom"), language()];
  const show = whenChanged(looks, () => {
    box.hidden = state.platforms.length < 2;
    box.setAttribute("aria-label", t("platform_switch"));
    reconcile(box, state.platforms, (platform) => platform, makeButton, updateButton);
  });
  for (const topic of ["platform", "people", "language"]) on(topic, show);
  show();
  return box;
}

function makeButton(platform) {
  return h("button", { type: "button", class: ["platform-button", `is-${platform}`], data: { platform }, on: { click: () => crossTo(platform) } });
}

function updateButton(button, platform) {
  const unread = platform === state.platform ? 0 : unreadOn(platform);
  button.setAttribute("aria-pressed", String(platform === state.platform));
  button.replaceChildren(h("span", { class: "platform-sign", "aria-hidden": "true" }), h("span", { class: "platform-name" }, t(platform)), ...(unread > 0 ? [badge(unread)] : []));
}

/** What the person one plays has not seen there. */
function unreadOn(platform) {
  if (platform === state.platform) return state.unread[state.who] ?? 0;
  return state.elsewhere[twinOf(state.who)] ?? 0;
}

function crossTo(platform) {
  if (platform === state.platform) return;
  const chat = openedChat();
  const there = chat?.kind === "p2p" ? PRIVATE : twinOf(chat?.chat_id ?? "", state.platform, "chats");
  goTo(twinOf(state.who), there, { platform });
}
