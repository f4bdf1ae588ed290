// What holds other elements: columns, folding panels, forms, boxes that can be tapped.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { drawAll } from "./elements.js";
import { Form } from "./form.js";
import { addressOf, openAddress } from "./links.js";
import { press } from "./press.js";
import { boxStyle, colour, alignment, pixels, radius, sides, spacing } from "./styles.js";
import { drawIcon, drawText } from "./text.js";

/** Columns side by side; `flex_mode` says what happens where they don't fit. */
export function drawColumnSet(element, context) {
  const mode = ["stretch", "flow", "bisect", "trisect"].includes(element.flex_mode) ? element.flex_mode : "none";
  const style = {
    gap: spacing(element.horizontal_spacing, "8px"),
    "background-color": background(element.background_style, context),
    "justify-content": alignment(element.horizontal_align),
  };
  const columns = (element.columns ?? []).map((column) => drawColumn(column, context));
  const box = h("div", { class: ["columns", `is-${mode}`, style["background-color"] && "has-background"], style }, columns);
  return linked(box, element.action);
}

function drawColumn(column, context) {
  const isWeighted = column.width === "weighted";
  const style = {
    ...boxStyle(column),
    margin: sides(column.margin),
    flex: isWeighted ? `${clamped(column.weight ?? 1, 1, 5)} 1 0` : pixels(column.width) ? `0 0 ${column.width}` : "0 1 auto",
    "background-color": background(column.background_style, context),
  };
  const box = h("div", { class: ["column", isWeighted && "is-weighted", style["background-color"] && "has-background"], style },
    drawAll(column.elements, context));
  return linked(box, column.action);
}

/** A part of the card that leads to an address as a whole. */
function linked(box, action) {
  const address = addressOf(action?.multi_url);
  if (address === null) return box;
  box.classList.add("is-linked");
  box.setAttribute("role", "link");
  box.tabIndex = 0;
  onPress(box, () => openAddress(address));
  return box;
}

/** A panel that folds; what the reader opened stays open when the card changes. */
export function drawPanel(element, context) {
  const key = context.keyOf(element);
  const header = element.header ?? {};
  const isOpen = context.local.open.get(key) ?? element.expanded === true;
  const angle = [-180, -90, 90, 180].includes(header.icon_expanded_angle) ? header.icon_expanded_angle : 180;
  const arrow = h("span", { class: ["panel-arrow", header.icon_position === "right" && "is-right"], style: { "--angle": `${angle}deg` } }, drawIcon(header.icon, context) ?? icon("down", 16));
  const title = h("span", { class: "panel-title" }, header.title && drawText(header.title, context, "span"));
  const head = h("summary", { class: "panel-head", style: { "background-color": background(header.background_color, context) } }, arrow, title);
  const inside = h("div", { class: "panel-body box", style: boxStyle(element) }, drawAll(element.elements, context));
  const style = {
    "border-color": border(element.border?.color, context),
    "border-radius": radius(element.border?.corner_radius),
    "background-color": background(element.background_color, context),
  };
  const panel = h("details", { class: ["panel", element.border && "has-border"], open: isOpen, style }, head, inside);
  panel.addEventListener("toggle", () => context.local.open.set(key, panel.open));
  return panel;
}

/** A box that is a button as a whole. */
export function drawContainer(element, context) {
  const isDisabled = element.disabled === true;
  const style = {
    ...boxStyle(element),
    width: pixels(element.width),
    height: pixels(element.height),
    "background-color": background(element.background_style, context),
    "border-color": border(element.border_color, context),
    "border-radius": radius(element.corner_radius),
  };
  const box = h("div", { class: ["tap-box", "box", element.has_border && "has-border"], role: "button", tabindex: "0", style },
    drawAll(element.elements, context));
  if (isDisabled) box.setAttribute("aria-disabled", "true");
  onPress(box, () => press(box, element, context));
  return box;
}

/** A form; it calls the bot once, when it is submitted. */
export function drawForm(element, context) {
  const form = new Form(element.name, context);
  const box = h("form", { class: "form box", style: boxStyle(element, "12px"), novalidate: true, autocomplete: "off", "data-form": element.name });
  box.addEventListener("submit", (event) => event.preventDefault());
  form.box = box;
  box.append(...drawAll(element.elements, { ...context, form }));
  return box;
}

function onPress(box, act) {
  box.addEventListener("click", (event) => {
    const inner = event.target.closest("button, a, input, select, textarea, summary, label, [role=button]");
    if (inner === null || inner === box) act();
  });
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    act();
  });
}

function background(name, context) {
  return name === "default" ? undefined : colour(name, context.card) || undefined;
}

/** A plain grey frame is as light as the page's own lines. */
function border(name, context) {
  return name === "grey" ? undefined : colour(name, context.card) || undefined;
}

const clamped = (value, low, high) => Math.min(high, Math.max(low, Number(value) || low));
