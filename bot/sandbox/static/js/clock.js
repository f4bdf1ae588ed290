// The sandbox's clock, and the buttons that move it.

import { post } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { hangBelow } from "./menu.js";
import { attempt } from "./session.js";
import { on, tell } from "./store.js";
import { clockTime, dayText, momentText, sandboxNow, setNow } from "./times.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const STEPS = [
  { key: "plus_hour", body: { hours: 1 }, sign: "clock" },
  { key: "plus_day", body: { days: 1 }, sign: "calendar" },
  { key: "next_morning", body: { to: "next_working_morning" }, sign: "sunrise" },
];

/** The time with its buttons; where there is little room they hang below the time. */
export function clockWidget() {
  const day = h("span", { class: "clock-day" });
  const time = h("time", { class: "clock-time" });
  const face = h("button", { type: "button", class: "clock-face", "aria-haspopup": "dialog" }, icon("clock", 18), day, time);
  const wide = h("div", { class: "clock-steps" });
  const menu = h("div", { class: "menu clock-menu", popover: "auto", role: "group" });
  const widget = h("div", { class: "clock", role: "group" }, face, wide, menu);
  const show = () => {
    day.textContent = dayText(sandboxNow());
    time.textContent = clockTime(sandboxNow());
    face.setAttribute("aria-label", `${t("virtual_time")} ${momentText(sandboxNow())}`);
    face.dataset.tip = t("virtual_time");
  };
  const showAll = () => {
    show();
    widget.setAttribute("aria-label", t("virtual_time"));
    wide.replaceChildren(...STEPS.map((step) => stepButton(step, "plain-button is-small")));
    menu.replaceChildren(...STEPS.map((step) => stepButton(step, "menu-entry", menu)), h("p", { class: "menu-note" }, t("clock_help")));
  };
  face.addEventListener("click", () => hangBelow(face, menu));
  setInterval(show, 5000);
  on("clock", show);
  on("language", showAll);
  showAll();
  return widget;
}

function stepButton({ key, body, sign }, look, menu = null) {
  const button = h("button", { type: "button", class: look, data: { step: key } }, icon(sign, 16), h("span", {}, t(key)));
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    menu?.hidePopover();
    const moved = await attempt(post("/clock", body));
    button.removeAttribute("aria-busy");
    if (!moved) return;
    setNow(moved.now);
    tell("clock");
    toast("info", t("clock_moved", { time: momentText(moved.now) }));
  });
  return button;
}
