// Making a platform fail, to see that nothing is lost.

import { post } from "./api.js";
import { fill, h, whenChanged } from "./dom.js";
import { icon } from "./icons.js";
import { hangBelow } from "./menu.js";
import { attempt } from "./session.js";
import { on, state, tell } from "./store.js";
import { language, t } from "./words.js";

const STATES = [[null, "fault_up"], ["502", "fault_502"], ["timeout", "fault_timeout"]];
const PLANS = [["duplicate", "fault_duplicate", "duplicates"], ["drop", "fault_drop", "drops"], ["lose", "fault_lose", "lost_answers"]];

let chosen = "";

/** The platform that the menu is about: the one on the screen until another is chosen. */
const about = () => (state.platforms.includes(chosen) ? chosen : state.platform);
const faultsOf = (platform) => state.faults[platform] ?? {};
const downOnes = () => state.platforms.filter((one) => faultsOf(one).platform_down);

/** The button with its menu. */
export function faultsButton() {
  const menu = h("div", { class: "menu faults-menu", popover: "auto", role: "group" });
  const button = h("button", { type: "button", class: "bar-button-wide", "aria-haspopup": "dialog", on: { click: () => hangBelow(button, menu) } });
  const show = whenChanged(() => [state.faults, about(), state.platforms, language()], () => {
    const [down] = downOnes();
    button.className = down ? "bar-button-wide is-down" : "bar-button-wide";
    button.setAttribute("aria-label", t("faults_title"));
    fill(button, icon("plug", 18), h("span", {}, down ? t(`fault_${faultsOf(down).platform_down}`) : t("platform")));
    menu.setAttribute("aria-label", t("faults_title"));
    fill(menu, h("div", { class: "menu-title" }, t("faults_title")), choices(show), STATES.map(stateEntry), h("hr", { class: "menu-rule" }), PLANS.map(planEntry), rateEntry());
  });
  on("faults", show);
  on("language", show);
  on("platform", () => { chosen = ""; show(); });
  return h("div", { class: "faults" }, button, menu);
}

/** Which platform is to fail, where there are several. */
function choices(show) {
  if (state.platforms.length < 2) return null;
  return h("div", { class: "menu-choices", role: "group", "aria-label": t("platform") }, state.platforms.map((platform) =>
    h("button", { type: "button", class: "chip-button", "aria-pressed": String(platform === about()), on: { click: () => choose(platform, show) } }, t(platform))));
}

function choose(platform, show) {
  chosen = platform;
  show();
  document.querySelector(".menu-choices [aria-pressed=true]")?.focus(); // the one that had it was drawn anew
}

function stateEntry([down, key]) {
  const input = h("input", { type: "radio", name: "platform-down", class: "check", on: { change: () => change({ down }) } });
  input.checked = (faultsOf(about()).platform_down ?? null) === down;
  return h("label", { class: "menu-entry" }, input, h("span", {}, t(key)));
}

function planEntry([name, key, counter]) {
  const planned = faultsOf(about())[counter] ?? 0;
  return h("button", { type: "button", class: "menu-entry", on: { click: () => change({ [name]: 1 }) } }, icon("bolt", 16), h("span", {}, t(key)),
    planned > 0 && h("span", { class: "menu-side" }, t("planned", { count: planned })));
}

function rateEntry() {
  const input = h("input", { type: "checkbox", class: "check", on: { change: () => change({ rate_limits: input.checked }) } });
  input.checked = faultsOf(about()).has_rate_limits !== false;
  return h("label", { class: "menu-entry" }, input, h("span", {}, t("fault_rates")));
}

async function change(body) {
  const platform = about();
  const faults = await attempt(post("/faults", body, platform));
  if (faults) state.faults = { ...state.faults, [platform]: faults };
  tell("faults");
}

/** Lines that stay on top while something is wrong. */
export function troubleLines() {
  const box = h("div", { class: "troubles", role: "status" });
  const show = whenChanged(() => [downOnes(), state.isConnected, language()], () => fill(box,
    downOnes().map((platform) => h("div", { class: "trouble" }, icon("plug", 16), t("platform_down", { platform: t(platform) }))),
    !state.isConnected && h("div", { class: "trouble is-soft" }, icon("warning", 16), t("reconnecting"))));
  for (const topic of ["faults", "connection", "language"]) on(topic, show);
  return box;
}
