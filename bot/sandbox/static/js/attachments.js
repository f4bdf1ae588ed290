// Files on their way into a message: chosen, pasted or dropped.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { sizeText } from "./message_files.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const MEGABYTES = { image: 10, file: 30 };

/** The files waiting to be sent. */
export class Attachments {
  constructor(changed) {
    this.files = [];
    this.changed = changed;
    this.element = h("div", { class: "attachments" });
    this.input = h("input", { type: "file", multiple: true, hidden: true, on: { change: () => { this.add(this.input.files); this.input.value = ""; } } });
    this.element.append(this.input);
  }

  /** Let somebody choose. */
  choose() {
    this.input.click();
  }

  /** More files; what the platform would not take is refused at once. */
  add(files) {
    for (const file of files) {
      const megabytes = MEGABYTES[file.type.startsWith("image/") ? "image" : "file"];
      if (file.size === 0) toast("warning", t("said", { name: file.name, words: t("empty") }));
      else if (file.size > megabytes * 1024 * 1024) toast("warning", t("said", { name: file.name, words: t("too_large", { megabytes }) }));
      else this.files.push(file);
    }
    this.#show();
  }

  /** One less. */
  remove(file) {
    this.files = this.files.filter((one) => one !== file);
    this.#show();
  }

  /** None. */
  clear() {
    this.files = [];
    this.#show();
  }

  #show() {
    const chips = this.files.map((file) => h("span", { class: "file-chip" }, icon(file.type.startsWith("image/") ? "picture" : "file", 16), h("span", { class: "file-chip-name" }, file.name),
      h("span", { class: "file-size" }, sizeText(file.size)),
      h("button", { type: "button", class: "icon-button", "aria-label": t("remove", { name: file.name }), on: { click: () => this.remove(file) } }, icon("close", 14))));
    fill(this.element, this.input, chips);
    this.changed();
  }
}

/** Files may be dropped anywhere on `target`. */
export function takeDrops(target, attachments) {
  const sign = h("div", { class: "drop-sign", "aria-hidden": "true" });
  let depth = 0;
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  const show = (isShown) => {
    sign.textContent = t("drop_here");
    target.classList.toggle("is-dropping", isShown);
  };
  target.append(sign);
  target.addEventListener("dragenter", (event) => { if (isFile(event)) { depth += 1; show(true); } });
  target.addEventListener("dragleave", (event) => { if (isFile(event) && (depth -= 1) <= 0) { depth = 0; show(false); } });
  target.addEventListener("dragover", (event) => { if (isFile(event)) event.preventDefault(); });
  target.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    attachments.add(event.dataTransfer.files);
  });
}
