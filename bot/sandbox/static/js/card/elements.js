// From a tag to the function that draws it.

import { h } from "../dom.js";
import { t } from "../words.js";
import { drawButton, drawOverflow } from "./buttons.js";
import { drawColumnSet, drawContainer, drawForm, drawPanel } from "./boxes.js";
import { drawChart } from "./chart.js";
import { drawChecker, drawInput } from "./inputs.js";
import { drawDate, drawSelect, drawSelectPerson } from "./choices.js";
import { drawMulti } from "./multi.js";
import { markdown } from "./markdown.js";
import { drawPicture, drawPictures, drawPerson, drawPersons } from "./media.js";
import { pixels, sides } from "./styles.js";
import { drawTable } from "./table.js";
import { drawIcon, drawText, textStyle, words } from "./text.js";

const DRAWERS = {
  markdown: drawMarkdown,
  div: drawDiv,
  hr: () => h("hr", { class: "card-hr" }),
  img: drawPicture,
  img_combination: drawPictures,
  person: drawPerson,
  person_list: drawPersons,
  column_set: drawColumnSet,
  collapsible_panel: drawPanel,
  interactive_container: drawContainer,
  table: drawTable,
  chart: drawChart,
  form: drawForm,
  input: drawInput,
  select_static: drawSelect,
  select_person: drawSelectPerson,
  multi_select_static: drawMulti,
  multi_select_person: drawMulti,
  date_picker: drawDate,
  picker_time: drawDate,
  picker_datetime: drawDate,
  checker: drawChecker,
  button: drawButton,
  overflow: drawOverflow,
};

const LABELS = new Set(["div", "markdown"]);
const LONGEST_LABEL = 30;

/** One element of a card. What we don't know is shown as a box with its name, never hidden. */
export function drawElement(element, context) {
  const drawn = drawSafely(element, context);
  const margin = sides(element?.margin);
  if (margin) drawn.style.margin = margin;
  if (element?.element_id) drawn.dataset.element = element.element_id;
  return drawn;
}

/** One element that cannot be drawn must not take the rest of the chat with it. */
function drawSafely(element, context) {
  const draw = Object.hasOwn(DRAWERS, element?.tag ?? "") ? DRAWERS[element.tag] : drawUnknown;
  try {
    return draw(element, context);
  } catch (problem) {
    return drawUnknown({ tag: t("said", { name: element.tag, words: problem.message }) });
  }
}

/** All elements of a container. A short text right above a field is that field's label, where it has none of its own. */
export function drawAll(elements, context) {
  let above = null;
  return (Array.isArray(elements) ? elements : []).map((element) => {
    const drawn = context.draw(element, { ...context, above });
    above = LABELS.has(element?.tag) && drawn.textContent.length <= LONGEST_LABEL ? drawn : null;
    return drawn;
  });
}

function drawUnknown(element) {
  return h("div", { class: "unknown-element" }, t("unsupported_element"), " ", h("code", {}, String(element?.tag ?? "?")));
}

function drawMarkdown(element, context) {
  const icon = drawIcon(element.icon, context);
  const box = h("div", { class: ["markdown", icon && "has-icon"], style: textStyle(element, context.card) }, icon);
  box.append(markdown(words(element), context));
  return box;
}

function drawDiv(element, context) {
  const icon = drawIcon(element.icon, context);
  const width = element.width === "auto" ? "fit-content" : pixels(element.width);
  return h("div", { class: ["div", icon && "has-icon"], style: { width } }, icon, element.text && drawText(element.text, context));
}
