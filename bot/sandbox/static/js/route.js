// Who and where, in the address: `#/person/chat`. So going back works, also with a phone's back gesture.

/** Person and chat out of the address. */
export function here() {
  const [who = "", chat = ""] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  return { who, chat };
}

/** Go there; `isNew` makes it a step that "back" undoes. */
export function goTo(who, chat = "", { isNew = true } = {}) {
  const hash = `#/${[who, chat].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (hash === location.hash) return;
  if (isNew) location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
