// Asking the sandbox. Every refusal arrives as a `Refused` with its reason.

const ROOT = "/sandbox/page";

/** The sandbox said no, or could not be reached (`offline`). */
export class Refused extends Error {
  constructor(reason, facts = {}, status = 0) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
    this.status = status;
  }
}

/** Read something. */
export function get(path, query = {}) {
  return ask(`${ROOT}${path}${queryText(query)}`, {});
}

/** Do something. */
export function post(path, body = {}) {
  return ask(`${ROOT}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Send a file as it is. */
export function upload(query, file) {
  return ask(`${ROOT}/files${queryText(query)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
}

/** Where a file or picture is. */
export const fileAddress = (key) => `${ROOT}/files/${encodeURIComponent(key)}`;

/** Where the stream of news is. */
export const newsAddress = (who, since) => `${ROOT}/news${queryText({ who, since })}`;

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
