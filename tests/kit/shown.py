"""A card as a person sees it: read from the very JSON on the message."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_FIELDS = ("input", "select_static", "date_picker")
_TYPED = ("default_value", "initial_option", "initial_date")


@dataclass(frozen=True)
class ShownButton:
    """A button: its words, what it sends, and the form it sends in."""

    text: str
    value: Mapping[str, Any]
    form: str = ""
    asks: str = ""
    """The question before it is carried out."""


@dataclass(frozen=True)
class ShownField:
    """A form field: what stands in it, and what can be chosen."""

    name: str
    typed: str
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Shown:
    """One card message, as it is now."""

    message_id: str
    chat_id: str
    json: Mapping[str, Any]

    def __contains__(self, words: str) -> bool:
        return words in self.text

    @property
    def title(self) -> str:
        """The headline."""
        return str(self.json["header"]["title"]["content"])

    @property
    def subtitle(self) -> str:
        """The line below it."""
        return str(self.json["header"].get("subtitle", {}).get("content", ""))

    @property
    def mood(self) -> str:
        """How the headline's colour feels: `good`, `bad` (a warning, too), or nothing of both."""
        return {"green": "good", "orange": "bad", "red": "bad"}.get(self.json["header"].get("template", ""), "")

    @property
    def tags(self) -> tuple[str, ...]:
        """The short words beside the headline."""
        return tuple(tag["text"]["content"] for tag in self.json["header"].get("text_tag_list", ()))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Everything written in the body, in order."""
        return tuple(_written(self.json["body"]))

    @cached_property
    def text(self) -> str:
        """Everything there is to read, buttons included."""
        texts = [button.text for button in self.shown_buttons]
        return "\n".join((self.title, self.subtitle, *self.tags, *self.lines, *texts))

    @cached_property
    def facts(self) -> dict[str, str]:
        """`label：value` lines, and figures with the label above."""
        pairs = [line.split("：", 1) for line in self.lines if "：" in line]
        return dict(_figures(self.json["body"])) | {label: value for label, value in reversed(pairs)}  # noqa: C416

    @cached_property
    def shown_buttons(self) -> tuple[ShownButton, ...]:
        """Every button, with what it sends."""
        return tuple(_buttons(self.json["body"], ""))

    @property
    def buttons(self) -> tuple[str, ...]:
        """The words of every button."""
        return tuple(button.text for button in self.shown_buttons)

    @cached_property
    def fields(self) -> dict[str, ShownField]:
        """The form fields by name."""
        return {field.name: field for field in _fields(self.json["body"])}

    @cached_property
    def forms(self) -> dict[str, frozenset[str]]:
        """Form names with the names of their fields."""
        found = (part for part in _parts(self.json["body"]) if part.get("tag") == "form")
        return {part["name"]: frozenset(field.name for field in _fields(part)) for part in found}

    def button(self, text: str, nth: int = 0) -> ShownButton:
        """The `nth` button with these words."""
        found = [button for button in self.shown_buttons if button.text == text]
        assert len(found) > nth, f"no button “{text}” among {self.buttons} on “{self.title}”"
        return found[nth]


def _parts(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every element, outer before inner."""
    if isinstance(part, list):
        for each in part:
            yield from _parts(each)
    elif isinstance(part, Mapping):
        yield part
        yield from _parts([*part.get("elements", ()), *part.get("columns", ())])


def _written(body: Mapping[str, Any]) -> Iterator[str]:
    for part in _parts(body):
        if part.get("tag") == "div":
            yield part["text"]["content"]
        elif part.get("tag") == "markdown":
            yield part["content"]
        elif part.get("tag") == "collapsible_panel":
            yield part["header"]["title"]["content"]
        elif part.get("tag") == "input" and "label" in part:
            yield part["label"]["content"]


def _figures(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in _parts(body):
        texts = [each.get("text", {}) for each in part.get("elements", ()) if each.get("tag") == "div"]
        if part.get("tag") == "column" and len(texts) == 2 and str(texts[1].get("text_size")).startswith("heading"):
            yield texts[0]["content"], texts[1]["content"]


def _buttons(part: Any, form: str) -> Iterator[ShownButton]:
    if isinstance(part, list):
        for each in part:
            yield from _buttons(each, form)
        return
    if part.get("tag") == "button":
        value: Mapping[str, Any] = next(
            (it["value"] for it in part.get("behaviors", ()) if it["type"] == "callback"), {}
        )
        asks = part.get("confirm", {}).get("text", {}).get("content", "")
        yield ShownButton(part["text"]["content"], value, form, asks)
    form = part["name"] if part.get("tag") == "form" else form
    yield from _buttons([*part.get("elements", ()), *part.get("columns", ())], form)


def _fields(body: Mapping[str, Any]) -> Iterator[ShownField]:
    for part in _parts(body):
        if part.get("tag") in _FIELDS:
            typed = next((part[key] for key in _TYPED if key in part), "")
            choices = tuple(option["value"] for option in part.get("options", ()))
            yield ShownField(part["name"], typed, choices, bool(part.get("required")))
