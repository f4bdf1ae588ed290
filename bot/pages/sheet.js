// Keeps what is being typed until it has been sent, and lets a form be sent once. The page works without it.

const PREFIX = "tongpin.form.";
const KEPT_FOR = 24 * 60 * 60 * 1000;

const controls = (form) => [...form.elements].filter((each) => each.name && each.type !== "hidden");

function kept(key) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + key) || "null");
    return found && Date.now() - found.at < KEPT_FOR ? found.typed : {};
  } catch {
    return {};
  }
}

function keep(key, form) {
  const typed = Object.fromEntries(controls(form).map((each) => [each.name, each.value]));
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), typed }));
  } catch {
    // A private window keeps nothing.
  }
}

function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was kept.
  }
}

function setUp(form) {
  const typed = kept(form.dataset.keep);
  for (const each of controls(form)) if (!each.value && typed[each.name]) each.value = typed[each.name];
  form.addEventListener("input", () => keep(form.dataset.keep, form));
}

for (const form of document.forms) {
  if (form.dataset.keep) setUp(form);
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", () => setTimeout(() => (button.disabled = true)));
  addEventListener("pageshow", () => (button.disabled = false));
}

for (const each of document.querySelectorAll("[data-forget]")) forget(each.dataset.forget);
