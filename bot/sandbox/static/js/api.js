// Asking the sandbox. Every refusal arrives as a `Refused` with its reason.

import { state } from "./store.js";

const ROOT = "/sandbox/page";
const ROOTS = { feishu: ROOT, wecom: `${ROOT}/wecom` };

/** The sandbox said no, or could not be reached (`offline`). */
export class Refused extends Error {
  constructor(reason, facts = {}, status = 0) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
    this.status = status;
  }
}

/** Read something of the platform on the screen, or of another one. */
export function get(path, query = {}, platform = state.platform) {
  return ask(`${ROOTS[platform]}${path}${queryText(query)}`, {});
}

/** Do something there. */
export function post(path, body = {}, platform = state.platform) {
  return ask(`${ROOTS[platform]}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Send a file as it is. */
export function upload(query, file) {
  return ask(`${ROOTS[state.platform]}/files${queryText(query)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
}

/** Where a file or picture is. */
export const fileAddress = (key) => `${ROOTS[state.platform]}/files/${encodeURIComponent(key)}`;

/** A link as somebody opens it in their WeCom: the browser that follows it is taken for theirs. */
export const openAddressAs = (who, url) => `${ROOTS.wecom}/open${queryText({ who, url })}`;

/** Where the stream of news is. */
export const newsAddress = (who, since) => `${ROOTS[state.platform]}/news${queryText({ who, since })}`;

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, { ...options, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Refused("offline");
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(content.refused ?? "broken", content.facts ?? {}, answer.status);
  return content;
}

function queryText(query) {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}
