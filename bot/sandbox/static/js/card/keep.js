// Redrawing a card without the reader noticing: the same field keeps the focus and the caret, tables keep their scroll.

const FIELDS = "button, input, select, textarea, summary, [tabindex]";

/** Run `draw`, which replaces everything inside `box`, and put focus, caret and scroll positions back. */
export function keepPlace(box, draw) {
  const focused = box.contains(document.activeElement) ? remember(box, document.activeElement) : null;
  const scrolled = [...box.querySelectorAll(".table-scroll")].map((part) => part.scrollLeft);
  draw();
  for (const [at, part] of [...box.querySelectorAll(".table-scroll")].entries()) part.scrollLeft = scrolled[at] ?? 0;
  if (focused) restore(box, focused);
}

function remember(box, element) {
  const holder = element.closest("[data-name], [data-element]");
  const { name, element: id } = holder?.dataset ?? {};
  const place = [...box.querySelectorAll(FIELDS)].indexOf(element);
  return { name, id, place, tag: element.tagName, start: element.selectionStart, end: element.selectionEnd };
}

function restore(box, { name, id, place, tag, start, end }) {
  const holder = name ? box.querySelector(`[data-name="${CSS.escape(name)}"]`) : id ? box.querySelector(`[data-element="${CSS.escape(id)}"]`) : null;
  const inside = holder && (holder.tagName === tag ? holder : holder.querySelector(tag));
  const found = inside ?? (name || id ? null : box.querySelectorAll(FIELDS)[place]);
  if (found?.tagName !== tag) return;
  found.focus({ preventScroll: true });
  if (typeof start === "number" && typeof found.setSelectionRange === "function") found.setSelectionRange(start, end);
}
