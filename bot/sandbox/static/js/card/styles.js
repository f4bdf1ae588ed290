// Sizes, distances and colours as cards name them, put into CSS. Only what matches a pattern gets there.

const HUES = "blue wathet turquoise green lime yellow orange red carmine violet purple indigo grey sunflower".split(" ");
const SYNONYMS = { gray: "grey", neutral: "grey" };
const FIXED = { white: "#fff", black: "#000", "bg-white": "var(--surface)", default: "" };
const SPACING = { small: "4px", medium: "8px", large: "12px", extra_large: "16px" };
const TEXT_SIZES = {
  "heading-0": 30, "heading-1": 24, "heading-2": 20, "heading-3": 18, "heading-4": 16, heading: 16, normal: 14, notation: 12,
  "xxxx-large": 30, "xxx-large": 24, "xx-large": 20, "x-large": 18, large: 16, medium: 14, small: 12, "x-small": 10,
};
const ALIGN = { left: "flex-start", top: "flex-start", center: "center", right: "flex-end", bottom: "flex-end" };
const RGBA = /^rgba\(\s*\d+\s*(,\s*[\d.]+\s*){3}\)$/;
const SIDES = /^-?\d{1,3}px( -?\d{1,3}px){0,3}$/;
const PIXELS = /^\d{1,4}px$/;
const RADIUS = /^\d{1,3}(px|%)$/;

/** The hue's own name, or `grey`. */
export function hue(name) {
  const plain = SYNONYMS[name] ?? name;
  return HUES.includes(plain) ? plain : "grey";
}

/** A CSS colour for a card's colour name. As text a bare hue is dark enough to read; elsewhere it is the hue itself. */
export function colour(name, card, { isText = false } = {}) {
  if (typeof name !== "string" || !name) return "";
  const declared = card?.config?.style?.color?.[name];
  if (declared) return colour(matchMedia("(prefers-color-scheme: dark)").matches ? declared.dark_mode : declared.light_mode, null);
  if (RGBA.test(name)) return name;
  if (name in FIXED) return FIXED[name];
  const [, word, level] = name.match(/^([a-z]+)(?:-(\d{2,3}))?$/) ?? [];
  if (!word || !(HUES.includes(word) || word in SYNONYMS)) return "";
  if (!level) return isText ? `var(--text-${hue(word)})` : `var(--hue-${hue(word)})`;
  return mixed(hue(word), Number(level));
}

function mixed(word, level) {
  const base = `var(--hue-${word})`;
  if (level === 500) return base;
  if (level > 500) return `color-mix(in srgb, ${base} ${Math.round(100 - (level - 500) / 6.5)}%, var(--ink))`;
  return `color-mix(in srgb, ${base} ${Math.round(Math.max(6, level / 5.5))}%, var(--surface))`;
}

/** A distance, or the other one when it is none. */
export function spacing(value, otherwise) {
  return SPACING[value] ?? (PIXELS.test(value ?? "") ? value : otherwise);
}

/** One to four distances as in CSS, or nothing. */
export const sides = (value) => (SIDES.test(value ?? "") ? value : undefined);

/** `12px`, or nothing. */
export const pixels = (value) => (PIXELS.test(value ?? "") ? value : undefined);

/** `8px` or `50%`, or nothing. */
export const radius = (value) => (RADIUS.test(value ?? "") ? value : undefined);

/** A flexbox alignment, or nothing. */
export const alignment = (value) => ALIGN[value];

/** A text size in pixels by name, also one that the card declares. */
export function textSize(name, card) {
  const own = card?.config?.style?.text_size?.[name];
  const isPhone = matchMedia("(max-width: 720px)").matches;
  const chosen = own ? (isPhone ? own.mobile : own.pc) ?? own.default : name;
  return TEXT_SIZES[chosen] ? `${TEXT_SIZES[chosen]}px` : undefined;
}

/** How a container lays out what is in it. */
export function boxStyle(box, gap = "8px") {
  const isRow = box.direction === "horizontal";
  return {
    "flex-direction": isRow ? "row" : "column",
    "flex-wrap": isRow ? "wrap" : undefined,
    padding: sides(box.padding),
    gap: spacing(isRow ? box.horizontal_spacing : box.vertical_spacing, gap),
    "align-items": isRow ? alignment(box.vertical_align) : alignment(box.horizontal_align),
    "justify-content": isRow ? alignment(box.horizontal_align) : alignment(box.vertical_align),
  };
}
