// What may be typed next: commands after `/`, people after `@`.

import { h } from "./dom.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { roleOf } from "./people.js";
import { openedChat, person, state } from "./store.js";
import { t } from "./words.js";

const MOST = 60;

/** The list above the composer. The text box keeps the focus; arrow keys move through the list. */
export class Palette {
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.entries = [];
    this.at = 0;
    this.element = h("div", { class: "palette", id: "palette", role: "listbox", "aria-label": t("commands"), hidden: true });
    box.addEventListener("input", () => this.#look());
    box.addEventListener("click", () => this.#look());
    box.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== box) this.close(); }, 150));
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  /** All commands, as if `/` had been typed. */
  openAll() {
    if (!this.box.value.trim()) this.#write("/", 0, this.box.value.length);
    this.#show(commandsLike(""), t("commands"));
  }

  /** Everybody here, as if `@` had been typed. */
  openPeople() {
    const at = this.box.selectionStart;
    const space = at > 0 && !/\s/.test(this.box.value[at - 1]) ? " " : "";
    this.#write(`${space}@`, at, this.box.selectionEnd);
    this.#look();
  }

  /** Put it away. */
  close() {
    this.entries = [];
    this.element.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  /** Handle a key; true when it was meant for the list. */
  key(event) {
    if (this.element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#point((this.at + step + this.entries.length) % this.entries.length);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") return this.#enter(event);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Enter takes what is pointed at, unless just that is written already: then it sends. */
  #enter(event) {
    const entry = this.entries[this.at];
    if (event.key === "Enter" && entry.same?.includes(this.box.value.trim())) return false;
    event.preventDefault();
    this.#take(entry);
    return true;
  }

  #look() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const command = before.match(/^\s*[/、]([^\s]*)$/);
    const mention = before.match(/(?:^|\s)@([^\s@]{0,20})$/);
    if (command) this.#show(commandsLike(command[1]), t("commands"));
    else if (mention) this.#show(peopleLike(mention[1], before.length), t("mention_people"));
    else this.close();
  }

  #show(entries, title) {
    if (!entries.length) return this.close();
    this.entries = entries.slice(0, MOST);
    const options = this.entries.map((entry, at) => h("div", { class: "palette-entry", role: "option", id: `palette-${at}`, on: { click: () => this.#take(entry), pointermove: () => this.#point(at) } }, entry.draw()));
    this.element.setAttribute("aria-label", title);
    this.element.replaceChildren(h("div", { class: "palette-title", "aria-hidden": "true" }, title), ...options);
    this.element.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
    this.#point(0);
  }

  #point(at) {
    this.at = at;
    for (const [index, option] of [...this.element.querySelectorAll("[role=option]")].entries()) option.setAttribute("aria-selected", String(index === at));
    this.box.setAttribute("aria-activedescendant", `palette-${at}`);
    this.element.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  #take(entry) {
    const end = this.box.selectionStart;
    this.#write(entry.insert, entry.from ?? 0, Math.max(end, entry.from ?? 0));
    this.close();
    this.box.focus();
  }

  #write(text, from, to) {
    this.box.setRangeText(text, from, to, "end");
    this.changed();
  }
}

/** Commands whose word or alias begins with, else contains, what was typed. */
function commandsLike(typed) {
  const wanted = typed.toLowerCase();
  const rank = (command) => {
    const names = namesOf(command).map((name) => name.toLowerCase());
    if (names.some((name) => name.startsWith(wanted))) return 0;
    return names.some((name) => name.includes(wanted)) ? 1 : 2;
  };
  const ranked = state.commands.map((command) => [rank(command), command]).filter(([at]) => at < 2);
  return ranked.sort(([a], [b]) => a - b).map(([, command]) => {
    const names = namesOf(command);
    return { insert: `/${names[0]} `, same: names.map((name) => `/${name}`), draw: () => commandLine(command) };
  });
}

/** The word and its aliases, without a slash. */
const namesOf = ({ word, alias }) => [word.replace(/^\//, ""), ...String(alias ?? "").split(/[,、\s]+/)].filter(Boolean);

function commandLine({ word, alias, usage, summary }) {
  return [h("span", { class: "palette-word" }, `/${word.replace(/^\//, "")}`), alias && h("span", { class: "palette-alias" }, alias),
    h("span", { class: "palette-summary" }, summary), usage && h("span", { class: "palette-usage" }, usage)];
}

/** The bot, everybody, and the people of this chat. */
function peopleLike(typed, end) {
  const chat = openedChat();
  if (!chat) return [];
  const from = end - typed.length - 1;
  const bot = chat.has_bot !== false ? [{ name: state.bot.name, id: state.bot.open_id, role: t("bot") }] : [];
  const all = chat.kind === "group" ? [{ name: t("everybody_word"), id: "all", role: "" }] : [];
  const members = chat.members.filter((id) => id !== state.who).map((id) => ({ name: person(id)?.name ?? id, id, role: person(id) ? roleOf(person(id)) : "" }));
  return [...bot, ...members, ...all].filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase())).map((one) => ({
    from, insert: `@${one.name} `,
    draw: () => [one.id === "all" ? h("span", { class: "avatar-like" }, icon("people", 18)) : avatar(one.id, one.name, 24), h("span", { class: "palette-word is-name" }, one.name), h("span", { class: "palette-summary" }, one.role)],
  }));
}
