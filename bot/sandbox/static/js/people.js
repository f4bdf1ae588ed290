// The rail with the people one can be.

import { h, reconcile } from "./dom.js";
import { avatar } from "./faces.js";
import { goTo } from "./route.js";
import { on, state } from "./store.js";
import { t } from "./words.js";

/** The rail. It says who has unread messages, so that one sees where the story goes on. */
export function peopleRail() {
  const list = h("ul", { class: "people-list" });
  const title = h("h2", { class: "rail-title" });
  const rail = h("nav", { class: "rail" }, title, list);
  const show = () => {
    title.textContent = t("people");
    rail.setAttribute("aria-label", t("people_label"));
    reconcile(list, state.people.filter((one) => one.is_active), (one) => one.open_id, makeEntry, updateEntry);
  };
  on("people", show);
  on("platform", show);
  on("language", show);
  return rail;
}

function makeEntry(person) {
  const button = h("button", { type: "button", class: "person-entry", "data-person": person.open_id, on: { click: () => goTo(person.open_id) } });
  return h("li", {}, button);
}

function updateEntry(item, person) {
  const button = item.firstElementChild;
  const unread = state.unread[person.open_id] ?? 0;
  const role = roleOf(person);
  const isMe = person.open_id === state.who;
  const looks = JSON.stringify([person.name, role, unread, isMe]);
  if (button.dataset.looks === looks) return;
  button.dataset.looks = looks;
  button.toggleAttribute("aria-current", isMe);
  if (isMe) button.setAttribute("aria-current", "true");
  button.title = `${person.name} ${role}`.trim();
  button.replaceChildren(
    h("span", { class: "face-holder" }, avatar(person.open_id, person.name, 36), unread > 0 && badge(unread)),
    h("span", { class: "person-words" }, h("span", { class: "person-name" }, person.name), h("span", { class: "person-role" }, role)),
  );
}

/** `采购部 · 主管`. */
export function roleOf(person) {
  return [person.department, person.job_title].filter(Boolean).join(" · ");
}

/** A number of unread messages. */
export function badge(count) {
  return h("span", { class: "badge" }, h("span", { class: "only-heard" }, t("unread", { count })), h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : count));
}
