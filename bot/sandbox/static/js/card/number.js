// Which number the platform gives an interactive element: counted in document order, containers before their content.

const INTERACTIVE = new Set([
  "button", "interactive_container", "input", "select_static", "multi_select_static", "select_person", "multi_select_person",
  "date_picker", "picker_time", "picker_datetime", "overflow", "checker",
]);

/** For every element of a card its number (interactive ones) and its place (all of them). */
export function numbered(card) {
  const numbers = new Map();
  const places = new Map();
  const walk = (elements, place) => {
    for (const [at, element] of (Array.isArray(elements) ? elements : []).entries()) {
      if (!element || typeof element !== "object") continue;
      const here = `${place}.${at}`;
      places.set(element, here);
      if (INTERACTIVE.has(element.tag)) numbers.set(element, numbers.size);
      walk(element.elements, here);
      walk(element.columns, `${here}c`);
    }
  };
  walk(card?.body?.elements, "");
  return { numbers, places };
}
