"""A WeCom card as a person sees it: the card itself, with the words that came before it or stand behind 详情."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cards.card import Button
from tests.kit.shown import Shown, ShownButton, ShownField

_MARKUP = re.compile(r"</?font[^>]*>|\*\*|^>", re.MULTILINE)
_NARROW = str.maketrans("＊｀［］＜＞｜～＃－＋＿＝", "*`[]<>|~#-+_=")
"""What somebody wrote that looks like markup is shown as the character that looks like it."""


@dataclass(frozen=True)
class WecomShown(Shown):
    """`json` is the template card, empty where there are only `words`."""

    words: str = ""
    """Markdown; of a card that has changed since, what its details would say."""
    open_form: Callable[[], Mapping[str, ShownField]] = field(default=dict, compare=False)
    """The fields of its form, as its page shows them."""
    button_of: Callable[[Mapping[str, Any]], Button | None] = field(default=lambda value: None, compare=False)
    """The button, whole, that sends this; None where it is none of the card's own."""

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The words line by line, without their markup."""
        words = _MARKUP.sub("", self.words).translate(_NARROW)
        return tuple(line for line in words.split("\n") if line.strip())

    @property
    def title(self) -> str:
        if self.json:
            return str(self.json.get("main_title", {}).get("title", ""))
        found = re.search(r"\*\*(.*?)\*\*", self.words.split("\n")[0])
        return re.sub(r"</?font[^>]*>", "", found[1]).translate(_NARROW).strip() if found else ""

    @property
    def subtitle(self) -> str:
        return str(self.json.get("main_title", {}).get("desc", ""))

    @property
    def mood(self) -> str:
        if not self.json:
            first = self.words.split("\n")[0]
            is_bad, is_good = ('color="warning"' in first, "⚠️" in first), ('color="info"' in first, "✅" in first)
            return "bad" if any(is_bad) else "good" if any(is_good) else ""
        return {3: "good", 2: "bad"}.get(self.json.get("source", {}).get("desc_color", 0), "")

    @property
    def tags(self) -> tuple[str, ...]:
        if self.json:
            found = str(self.json.get("source", {}).get("desc", ""))
        else:
            found = re.sub(r".*\*\*|</?font[^>]*>", "", self.words.split("\n")[0]).strip()
        return () if found in ("", "同频", "Tongpin") else tuple(found.split(" · "))

    @property
    def toast(self) -> str:
        """What whoever tapped was told."""
        return str(self.json.get("quote_area", {}).get("quote_text", ""))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        on_card = str(self.json.get("sub_title_text", "")).split("\n")
        facts = [f"{it['keyname']}：{it['value']}" if it["keyname"] != "·" else it["value"] for it in self._facts]
        return tuple(dict.fromkeys(line for line in (*self.told[1:], *on_card, *facts) if line))

    @cached_property
    def text(self) -> str:
        texts = [button.text for button in self.shown_buttons]
        return "\n".join((self.title, self.subtitle, *self.tags, *self.lines, *texts))

    @cached_property
    def facts(self) -> dict[str, str]:
        pairs = [line.split("：", 1) for line in self.lines if "：" in line]
        return {label: value for label, value in reversed(pairs)}  # noqa: C416

    @property
    def _facts(self) -> list[Mapping[str, str]]:
        found: list[Mapping[str, str]] = self.json.get("horizontal_content_list", [])
        return found

    @cached_property
    def shown_buttons(self) -> tuple[ShownButton, ...]:
        """As on any platform: a selection with its button counts as a button for each option."""
        if "replace_text" in self.json:
            return ()
        menu = self.json.get("action_menu", {}).get("action_list", [])
        found: list[ShownButton] = []
        for button in [*self.json.get("button_list", []), *menu]:
            value = json.loads(button["key"])
            if "pick" in value:
                found += self._options(button["text"])
            elif value.get("act") not in ("details", "guide", "form"):
                found.append(self._button(button["text"], value))
            elif value["act"] == "form":
                found.append(self._form_button(button["text"], value))
        return tuple(found)

    def _options(self, text: str) -> list[ShownButton]:
        options = self.json["button_selection"]["option_list"]
        found = [(it["text"], json.loads(it["id"])) for it in options if it["id"] != "none"]
        return [self._button(text if text != "选定" else f"选{shown.split()[0]}", value) for shown, value in found]

    def _button(self, text: str, value: Mapping[str, Any]) -> ShownButton:
        """Its words uncut: a client cuts them where there is no room."""
        plain = {name: it for name, it in value.items() if name != "ask"}
        whole = self.button_of(plain)
        if whole is None:
            return ShownButton(text, plain)
        is_cut = text.endswith("…") and whole.text.startswith(text[:-1])
        return ShownButton(whole.text if is_cut else text, plain, asks=whole.confirm if "ask" in value else "")

    def _form_button(self, text: str, value: Mapping[str, Any]) -> ShownButton:
        """What it sends is what its page sends."""
        sent = self.button_of(value)
        return ShownButton(text, sent.value if sent is not None else value, form=value["ref"])

    @cached_property
    def fields(self) -> dict[str, ShownField]:
        return dict(self.open_form()) if any(button.form for button in self.shown_buttons) else {}

    @cached_property
    def forms(self) -> dict[str, frozenset[str]]:
        form = next((button.form for button in self.shown_buttons if button.form), "")
        return {form: frozenset(self.fields)} if form else {}


def key_of(card: Mapping[str, Any], value: Mapping[str, Any]) -> tuple[str, dict[str, list[str]]] | None:
    """Which button of a card sends this, and what has to be selected for it; None when none does."""
    menu = card.get("action_menu", {}).get("action_list", [])
    for button in [*card.get("button_list", []), *menu]:
        sent = json.loads(button["key"])
        if {name: it for name, it in sent.items() if name != "ask"} == value:
            return button["key"], {}
        for option in card.get("button_selection", {}).get("option_list", []) if "pick" in sent else ():
            if option["id"] == "none":
                continue
            picked = json.loads(option["id"])
            if {name: it for name, it in picked.items() if name != "ask"} == value:
                return button["key"], {sent["pick"]: [option["id"]]}
    return None
