// Line drawings on a 24 grid, our own. Names of the platform's standard icons lead to the nearest of them.

import { drawing } from "./dom.js";

const PATHS = {
  back: ["M15 5l-7 7 7 7"],
  next: ["M9 5l7 7-7 7"],
  down: ["M6 9l6 6 6-6"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  more: ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"],
  send: ["M4 12l16-8-6 16-3-7-7-1z", "M11 13l9-9"],
  clip: ["M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6"],
  reply: ["M9 6L4 11l5 5", "M4 11h9a7 7 0 0 1 7 7v1"],
  forward: ["M15 6l5 5-5 5", "M20 11h-9a7 7 0 0 0-7 7v1"],
  thumb: ["M7 11v9H4v-9h3z", "M7 11l4-8c1.7 0 3 1.2 3 3l-.6 3.5H19a2 2 0 0 1 2 2.3l-1 6.2a2.4 2.4 0 0 1-2.3 2H7"],
  wire: ["M8 5H6.5A2.5 2.5 0 0 0 4 7.5V10l-1.5 2L4 14v2.5A2.5 2.5 0 0 0 6.5 19H8", "M16 5h1.5A2.5 2.5 0 0 1 20 7.5V10l1.5 2-1.5 2v2.5a2.5 2.5 0 0 1-2.5 2.5H16", "M12 9v6"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.5 2"],
  sunrise: ["M3 18h18", "M6 18a6 6 0 0 1 12 0", "M12 4v4", "M9.5 6.5L12 4l2.5 2.5", "M4 11l1.5 1", "M20 11l-1.5 1"],
  plug: ["M9 3v5", "M15 3v5", "M6 8h12v3a6 6 0 0 1-12 0V8z", "M12 17v4"],
  globe: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M3 12h18", "M12 3c3 3 3.5 6 3.5 9S15 18 12 21c-3-3-3.5-6-3.5-9S9 6 12 3z"],
  people: ["M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M2 21a7 7 0 0 1 14 0", "M16 3.5a4 4 0 0 1 0 7.5", "M18 14.5a7 7 0 0 1 4 6.5"],
  at: ["M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1"],
  slash: ["M15.5 4l-7 16"],
  calendar: ["M4 6h16v14H4z", "M4 10h16", "M8 3v4", "M16 3v4"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4"],
  picture: ["M3 5h18v14H3z", "M3 16l5-5 4 4 3-3 6 6", "M15.5 9h.01"],
  chat: ["M4 5h16v11H10l-4 4v-4H4z"],
  bell: ["M6 16V11a6 6 0 1 1 12 0v5l2 2H4z", "M10 21h4"],
  warning: ["M12 4L2.5 20h19z", "M12 10v4", "M12 17h.01"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5", "M12 8h.01"],
  done: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M8 12.5l3 3 5-6"],
  failed: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9 9l6 6", "M15 9l-6 6"],
  chart: ["M4 20V4", "M4 20h16", "M8 16v-4", "M12 16V8", "M16 16v-6"],
  list: ["M8 6h12", "M8 12h12", "M8 18h12", "M4 6h.01", "M4 12h.01", "M4 18h.01"],
  gear: ["M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z", "M12 3v3", "M12 18v3", "M3 12h3", "M18 12h3", "M5.6 5.6l2.1 2.1", "M16.3 16.3l2.1 2.1", "M18.4 5.6l-2.1 2.1", "M7.7 16.3l-2.1 2.1"],
  box: ["M12 3l8 4.5v9L12 21l-8-4.5v-9z", "M4 7.5l8 4.5 8-4.5", "M12 12v9"],
  edit: ["M4 20l1-4L16 5l3 3L8 19z", "M14 7l3 3"],
  link: ["M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1", "M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"],
  copy: ["M8 8h12v12H8z", "M16 8V4H4v12h4"],
  recall: ["M4 9h10a5.5 5.5 0 0 1 0 11H8", "M8 5L4 9l4 4"],
  bolt: ["M13 3L5 14h6l-1 7 8-11h-6z"],
};

/** The platform's icon tokens by the word they contain. Anything else is left out, as the real client does. */
const TOKENS = [
  ["chat", "chat"], ["calendar", "calendar"], ["time", "clock"], ["alarm", "bell"], ["bell", "bell"], ["warn", "warning"],
  ["maybe", "info"], ["info", "info"], ["succeed", "done"], ["yes", "check"], ["done", "done"], ["error", "failed"], ["no_", "failed"],
  ["close", "close"], ["chart", "chart"], ["list", "list"], ["setting", "gear"], ["tool", "gear"], ["model", "box"],
  ["package", "box"], ["edit", "edit"], ["link", "link"], ["group", "people"], ["member", "people"], ["file", "file"],
  ["image", "picture"], ["urgent", "bolt"], ["down-", "down"], ["down_", "down"], ["right", "next"], ["left", "back"],
];

/** One of our drawings. */
export function icon(name, size = 20, label = "") {
  return drawing(PATHS[name] ?? PATHS.info, { size, label });
}

/** The drawing for a standard icon of the platform, or null when there is none. */
export function standardIcon(token, size = 16) {
  const found = TOKENS.find(([part]) => String(token).toLowerCase().includes(part));
  return found ? icon(found[1], size) : null;
}
