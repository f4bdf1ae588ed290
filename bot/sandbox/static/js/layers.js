// What lies on top of the window: dialogs, drawers. "Back" takes away the topmost first; going elsewhere takes away all.

const layers = [];
const waiting = [];
let isLeaving = false;
let made = 0;

/** Something that can lie on top; `hide` takes it off the screen. */
export class Layer {
  constructor(hide) {
    this.hide = hide;
    this.id = "";
    this.hasStep = false;
  }

  /** It is on top now: a step that "back" undoes. */
  put() {
    if (layers.includes(this)) return;
    this.id = `${performance.timeOrigin}.${(made += 1)}`; // a step of an earlier visit to the page is none of ours
    this.hasStep = false;
    layers.push(this);
    whenSettled(() => this.#enter());
  }

  #enter() {
    if (!layers.includes(this)) return; // it was taken away meanwhile
    history.pushState({ layer: this.id }, "");
    this.hasStep = true;
  }

  /** It is not needed any more. */
  take() {
    if (!layers.includes(this)) return;
    layers.splice(layers.indexOf(this), 1);
    this.hide();
    if (!this.hasStep) return;
    this.hasStep = false;
    isLeaving = true;
    history.back();
  }
}

/** Do something with the history. A step back takes the browser a moment: what came in between would be undone by it. */
export function whenSettled(work) {
  if (isLeaving) waiting.push(work);
  else work();
}

/** Take everything away because one goes elsewhere; whether there was anything, whose step can be used for that. */
export function clearLayers() {
  const all = layers.splice(0);
  for (const layer of all.toReversed()) layer.hide();
  return all.some((layer) => layer.hasStep);
}

addEventListener("popstate", ({ state }) => {
  if (isLeaving) {
    isLeaving = false;
    for (const work of waiting.splice(0)) whenSettled(work);
    return;
  }
  while (layers.at(-1)?.hasStep && layers.at(-1).id !== state?.layer) layers.pop().hide();
});
