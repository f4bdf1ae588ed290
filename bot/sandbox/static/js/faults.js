// Making the platform fail, to see that nothing is lost.

import { post } from "./api.js";
import { fill, h, whenChanged } from "./dom.js";
import { icon } from "./icons.js";
import { hangBelow } from "./menu.js";
import { attempt } from "./session.js";
import { on, state, tell } from "./store.js";
import { language, t } from "./words.js";

const STATES = [[null, "fault_up"], ["502", "fault_502"], ["timeout", "fault_timeout"]];
const PLANS = [["duplicate", "fault_duplicate", "duplicates"], ["drop", "fault_drop", "drops"], ["lose", "fault_lose", "lost_answers"]];

/** The button with its menu. */
export function faultsButton() {
  const menu = h("div", { class: "menu faults-menu", popover: "auto", role: "group" });
  const button = h("button", { type: "button", class: "bar-button-wide", "aria-haspopup": "dialog", on: { click: () => hangBelow(button, menu) } });
  const show = whenChanged(() => [state.faults, language()], () => {
    const isDown = Boolean(state.faults.platform_down);
    button.className = isDown ? "bar-button-wide is-down" : "bar-button-wide";
    button.setAttribute("aria-label", t("faults_title"));
    fill(button, icon("plug", 18), h("span", {}, isDown ? t(`fault_${state.faults.platform_down}`) : t("platform")));
    menu.setAttribute("aria-label", t("faults_title"));
    fill(menu, h("div", { class: "menu-title" }, t("faults_title")), STATES.map(stateEntry), h("hr", { class: "menu-rule" }), PLANS.map(planEntry), rateEntry());
  });
  on("faults", show);
  on("language", show);
  return h("div", { class: "faults" }, button, menu);
}

function stateEntry([down, key]) {
  const input = h("input", { type: "radio", name: "platform-down", class: "check", on: { change: () => change({ down }) } });
  input.checked = (state.faults.platform_down ?? null) === down;
  return h("label", { class: "menu-entry" }, input, h("span", {}, t(key)));
}

function planEntry([name, key, counter]) {
  const planned = state.faults[counter] ?? 0;
  return h("button", { type: "button", class: "menu-entry", on: { click: () => change({ [name]: 1 }) } }, icon("bolt", 16), h("span", {}, t(key)),
    planned > 0 && h("span", { class: "menu-side" }, t("planned", { count: planned })));
}

function rateEntry() {
  const input = h("input", { type: "checkbox", class: "check", on: { change: () => change({ rate_limits: input.checked }) } });
  input.checked = state.faults.has_rate_limits !== false;
  return h("label", { class: "menu-entry" }, input, h("span", {}, t("fault_rates")));
}

async function change(body) {
  const faults = await attempt(post("/faults", body));
  if (faults) state.faults = faults;
  tell("faults");
}

/** Lines that stay on top while something is wrong. */
export function troubleLines() {
  const box = h("div", { class: "troubles", role: "status" });
  const show = whenChanged(() => [state.faults.platform_down, state.isConnected, language()], () => fill(box,
    state.faults.platform_down && h("div", { class: "trouble" }, icon("plug", 16), t("platform_down")),
    !state.isConnected && h("div", { class: "trouble is-soft" }, icon("warning", 16), t("reconnecting"))));
  for (const topic of ["faults", "connection", "language"]) on(topic, show);
  return box;
}
