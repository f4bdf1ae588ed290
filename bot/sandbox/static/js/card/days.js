// Days in a text: a narrow column may part one from the other, never a month from its day, nor 周 from 六.

import { h } from "../dom.js";

const DAY = /(\d{1,2}月\d{1,2}日|周[一二三四五六日])/;

/** A plain text's nodes, each day of it in one piece. */
export function withDays(text) {
  return text.split(DAY).map((part, at) => (at % 2 ? h("span", { class: "day" }, part) : document.createTextNode(part)));
}
