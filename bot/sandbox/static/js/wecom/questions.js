// What is asked on a template card: selections, of which an untouched one counts as its first option, and votes.

import { h } from "../dom.js";

/** The selections of a card. */
export function drawSelects(card, context) {
  const list = [...(card.button_selection ? [card.button_selection] : []), ...(card.select_list ?? [])];
  return list.length ? h("div", { class: "wx-selects" }, list.map((question) => drawSelect(question, context))) : null;
}

function drawSelect(question, { choices, isLive }) {
  const { question_key: key, title, option_list: options, selected_id: preset, disable } = question;
  const before = choices.get(key)?.[0];
  const value = options.some(({ id }) => id === before) ? before : preset ?? options[0]?.id;
  const control = h("select", { class: "control select wx-select", disabled: disable === true || !isLive, data: { question: key } }, options.map(({ id, text }) => h("option", { value: id, selected: id === value }, text)));
  control.addEventListener("change", () => choices.set(key, [control.value]));
  return h("label", { class: "wx-question" }, h("span", { class: "wx-question-title" }, title), control);
}

/** The one question of a vote: one option, or several. */
export function drawVote({ checkbox }, context) {
  if (!checkbox) return null;
  const { question_key: key, mode, option_list: options, disable } = checkbox;
  const kind = Number(mode) === 1 ? "checkbox" : "radio";
  const ticked = context.choices.get(key) ?? options.filter((one) => one.is_checked).map((one) => one.id);
  const name = `${context.message.message_id}/${key}`;
  const boxes = options.map(({ id }) => h("input", { type: kind, class: "check", name, value: id, checked: ticked.includes(id), disabled: disable === true || !context.isLive }));
  const keep = () => context.choices.set(key, boxes.filter((box) => box.checked).map((box) => box.value));
  return h("div", { class: "wx-vote", role: "group", on: { change: keep } }, options.map(({ text }, at) => h("label", { class: "wx-option" }, boxes[at], h("span", {}, text))));
}

/** What was touched, as far as the card still asks it: the rest is the client's to fill in. */
export function selectionsOf(card, choices) {
  const asked = [card.button_selection, card.checkbox, ...(card.select_list ?? [])].filter((one) => one && one.disable !== true);
  const touched = asked.filter(({ question_key: key }) => choices.has(key));
  const known = ({ option_list: options, question_key: key }) => choices.get(key).filter((id) => options.some((one) => one.id === id));
  return Object.fromEntries(touched.map((one) => [one.question_key, known(one)]).filter(([, ids]) => ids.length));
}
