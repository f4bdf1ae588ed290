// Files and pictures in messages.

import { fileAddress } from "./api.js";
import { h, pictureOf } from "./dom.js";
import { icon } from "./icons.js";

/** A picture, which opens by itself. */
export function photo(message) {
  const address = fileAddress(message.file.key);
  return h("a", { href: address, target: "_blank", rel: "noopener", class: "photo" }, pictureOf(address, message.file.name));
}

/** A file with its name and size, to keep. */
export function fileBox(message) {
  const { key, name, size } = message.file;
  return h("a", { class: "file-box", href: fileAddress(key), download: name }, h("span", { class: "file-sign" }, icon("file", 24)),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "file-size" }, sizeText(size))));
}

/** `1.2 MB`. */
export function sizeText(bytes) {
  if (!(bytes > 0)) return "0 B";
  const step = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(step && bytes / 1024 ** step < 10 ? 1 : 0)} ${["B", "KB", "MB", "GB"][step]}`;
}
