// Text objects of a card: in the reader's language, plain or with a little markup, of the asked size.

import { h } from "../dom.js";
import { standardIcon } from "../icons.js";
import { cardLanguage } from "../words.js";
import { withDays } from "./days.js";
import { inline } from "./inline.js";
import { markdown } from "./markdown.js";
import { colour, textSize } from "./styles.js";

/** What a text object says to this reader, as plain words. */
export function words(text) {
  if (typeof text === "string") return text;
  return String(text?.i18n_content?.[cardLanguage()] ?? text?.content ?? "");
}

/** A text object drawn; `tag` is the HTML element to draw it in. */
export function drawText(text, context, tag = "div") {
  const element = h(tag, { class: ["text", text?.lines && "is-clamped"], style: textStyle(text, context.card) });
  if (text?.tag === "markdown") element.append(markdown(words(text), context));
  else if (text?.tag === "lark_md") element.append(...inline(words(text), context));
  else element.append(...withDays(words(text)));
  return element;
}

/** Size, colour, alignment and number of lines. */
export function textStyle(text, card) {
  return {
    "font-size": textSize(text?.text_size, card),
    color: colour(text?.text_color, card, { isText: true }) || undefined,
    "text-align": ["left", "center", "right"].includes(text?.text_align) ? text.text_align : undefined,
    "--lines": Number.isInteger(text?.lines) ? text.lines : undefined,
  };
}

/** An icon of a card, or null where we have no such drawing. */
export function drawIcon(icon, context, size = 16) {
  if (icon?.tag === "custom_icon") return context.picture(icon.img_key, "", "custom-icon");
  const drawn = icon?.tag === "standard_icon" ? standardIcon(icon.token, size) : null;
  return drawn && h("span", { class: "std-icon", style: { color: colour(icon.color, context.card, { isText: true }) || undefined } }, drawn);
}
