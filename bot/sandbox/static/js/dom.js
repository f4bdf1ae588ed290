// Building elements. Data only ever becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `on` holds listeners, `data` data attributes, `style` CSS properties; null, false and undefined are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  setProps(element, props);
  element.append(...children.flat(Infinity).filter(isShown).map(asNode));
  return element;
}

/** Set attributes, listeners, data and styles. */
export function setProps(element, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, defined(value));
    else if (name === "style") for (const [key, one] of Object.entries(defined(value))) element.style.setProperty(key, one);
    else if (name === "class") element.className = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
}

/** Replace what is inside. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isShown).map(asNode));
  return element;
}

/** Make a parent's children match a list: kept by key, updated, moved, made or removed, so that nothing flickers. */
export function reconcile(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let before = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const child = known.get(key) ?? make(item);
    known.delete(key);
    child.dataset.key = key;
    update?.(child, item);
    if (child === before) before = before.nextElementSibling;
    else parent.insertBefore(child, before);
  }
  for (const child of known.values()) child.remove();
}

/** Redraw only when what it is drawn from has changed, so that focus and pointer are left alone. */
export function whenChanged(looksOf, draw) {
  let before = null;
  return () => {
    const looks = JSON.stringify(looksOf());
    if (looks === before) return;
    before = looks;
    draw();
  };
}

/** A drawing from path data. */
export function drawing(paths, { size = 20, box = 24, label = "" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: `0 0 ${box} ${box}`, width: size, height: size, fill: "none", stroke: "currentColor" };
  const rest = { "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round", class: "icon" };
  for (const [name, value] of Object.entries({ ...attributes, ...rest })) svg.setAttribute(name, value);
  svg.setAttribute(label ? "aria-label" : "aria-hidden", label || "true");
  for (const path of paths) {
    const drawn = document.createElementNS(SVG, "path");
    drawn.setAttribute("d", path);
    svg.append(drawn);
  }
  return svg;
}

/** A picture; where it does not come, its description stands in a frame. */
export function pictureOf(address, alt, className = "") {
  const image = h("img", { src: address, alt, class: className, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.classList.add("is-missing"), { once: true });
  return image;
}

/** True while somebody composes characters with an input method: Enter then chooses, it does not send. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** Run at most once per frame, with the newest arguments. */
export function oncePerFrame(work) {
  let newest = null;
  return (...args) => {
    if (newest === null) requestAnimationFrame(() => { const args_ = newest; newest = null; work(...args_); });
    newest = args;
  };
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

function defined(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}
