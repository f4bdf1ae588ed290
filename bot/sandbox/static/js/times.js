// Moments in factory time. The sandbox's clock runs on here between two pieces of news.

import { language, t } from "./words.js";

let zone = "Asia/Shanghai";
let now = 0;
let heard = 0;

/** The sandbox says it is this moment (epoch milliseconds). */
export function setNow(moment) {
  now = moment;
  heard = performance.now();
}

/** The factory's zone. */
export const setZone = (name) => { zone = name; };

/** The moment in the sandbox. */
export const sandboxNow = () => now + (performance.now() - heard);

/** `21:05`. */
export const clockTime = (moment) => part(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `2026-11-22`. */
export const dayOf = (moment) => part(moment, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");

/** `11月22日 周日`, or in English `Sun 22 Nov`. */
export function dayText(moment) {
  const isEnglish = language() === "en";
  const wanted = formatter(isEnglish ? "en-GB" : "zh-CN", { month: isEnglish ? "short" : "numeric", day: "numeric", weekday: "short" });
  const { month, day, weekday } = Object.fromEntries(wanted.formatToParts(moment).map(({ type, value }) => [type, value]));
  return isEnglish ? `${weekday} ${day} ${month}` : `${month}月${day}日 ${weekday}`;
}

/** `11月22日 周日 21:05`. */
export const momentText = (moment) => `${dayText(moment)} ${clockTime(moment)}`;

/** What a chat list shows: the time today, else yesterday, else the day. */
export function shortText(moment) {
  const days = daysAgo(moment);
  if (days <= 0) return clockTime(moment);
  if (days === 1) return t("yesterday");
  return language() === "en" ? dayText(moment) : dayText(moment).split(" ")[0];
}

/** What stands between messages. */
export function separatorText(moment) {
  const days = daysAgo(moment);
  if (days <= 0) return clockTime(moment);
  if (days === 1) return `${t("yesterday")} ${clockTime(moment)}`;
  return momentText(moment);
}

/** Whole calendar days between that moment and the sandbox's today. */
function daysAgo(moment) {
  return Math.round((Date.parse(dayOf(sandboxNow())) - Date.parse(dayOf(moment))) / 86_400_000);
}

/** Written by a pattern such as `YYYY-MM-DD HH:mm`. */
export function patternText(moment, pattern) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const found = {};
  for (const { type, value } of formatter("en-GB", parts).formatToParts(moment)) found[type] = value;
  const words = { YYYY: found.year, MM: found.month, DD: found.day, HH: found.hour, mm: found.minute, ss: found.second };
  return pattern.replace(/YYYY|MM|DD|HH|mm|ss/g, (word) => words[word]);
}

const formatters = new Map();

function formatter(locale, options) {
  const key = `${locale}${zone}${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
  return formatters.get(key);
}

function part(moment, options, locale = language() === "en" ? "en-GB" : "zh-CN") {
  return formatter(locale, options).format(moment);
}
