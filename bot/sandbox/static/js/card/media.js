// Pictures and people.

import { h } from "../dom.js";
import { cardLanguage } from "../words.js";
import { pixels, radius } from "./styles.js";
import { drawText, words } from "./text.js";

const FIXED = { large: "160px", medium: "80px", small: "40px", tiny: "16px" };

/** A picture with its description. */
export function drawPicture(element, context) {
  const key = element.i18n_img_key?.[cardLanguage()] ?? element.img_key;
  const [width, height] = String(FIXED[element.size] ?? element.size ?? "").split(" ");
  const style = { width: pixels(width), height: pixels(height ?? FIXED[element.size]), "border-radius": radius(element.corner_radius) };
  const scale = ["crop_center", "crop_top", "fit_horizontal"].includes(element.scale_type) ? element.scale_type : "fit_horizontal";
  const picture = context.picture(key, words(element.alt), `card-picture is-${scale}`);
  for (const [name, value] of Object.entries(style)) if (value) picture.style.setProperty(name, value);
  return h("figure", { class: "figure" }, element.title && drawText(element.title, context, "figcaption"), picture);
}

/** Several pictures in a grid. */
export function drawPictures(element, context) {
  const keys = (element.img_list ?? []).map((one) => one?.img_key);
  const columns = /triple|trisect/.test(element.combination_mode ?? "") ? 3 : 2;
  return h("div", { class: "pictures", style: { "--columns": columns } }, keys.map((key) => context.picture(key, "", "card-picture is-crop_center")));
}

/** One person. */
export function drawPerson(element, context) {
  return h("div", { class: "persons" }, face(element.user_id, element, context));
}

/** Several people. */
export function drawPersons(element, context) {
  return h("div", { class: "persons" }, (element.persons ?? []).map((one) => face(one?.id, element, context)));
}

function face(id, element, context) {
  return context.capsule(String(id ?? ""), {
    hasName: element.show_name !== false && (element.tag === "person" || element.show_name === true),
    hasAvatar: element.show_avatar !== false,
    size: { extra_small: 20, small: 24, medium: 32, large: 48 }[element.size] ?? 24,
    isCapsule: element.style === "capsule",
  });
}
