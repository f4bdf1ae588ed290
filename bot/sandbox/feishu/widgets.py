"""Finding the interactive elements of a stored card, the way a finger would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.common.faults import SandboxRefused

Locator = str | int | Mapping[str, Any]
"""A text, name or element_id; a position in document order; or some items of the callback value."""

INTERACTIVE = frozenset(
    {
        "button",
        "interactive_container",
        "input",
        "select_static",
        "multi_select_static",
        "select_person",
        "multi_select_person",
        "date_picker",
        "picker_time",
        "picker_datetime",
        "overflow",
        "checker",
    }
)


@dataclass(frozen=True, slots=True)
class Widget:
    """One interactive element; `form` is the form around it."""

    index: int
    element: dict[str, Any]
    form: dict[str, Any] | None

    @property
    def tag(self) -> str:
        """The element's tag."""
        return str(self.element["tag"])

    @property
    def name(self) -> str:
        """The component's name, or nothing."""
        return str(self.element.get("name", ""))

    @property
    def value(self) -> dict[str, Any] | None:
        """What its callback carries; None when it has no callback."""
        return next((it["value"] for it in self._behaviors("callback")), None)

    @property
    def url(self) -> str:
        """Where it leads, or nothing."""
        return next((str(it.get("default_url") or it.get("pc_url", "")) for it in self._behaviors("open_url")), "")

    def _behaviors(self, kind: str) -> Iterator[dict[str, Any]]:
        return (it for it in self.element.get("behaviors", []) if it.get("type") == kind)

    def matches(self, locator: Locator) -> bool:
        """Whether the locator means this element."""
        if isinstance(locator, int):
            return self.index == locator
        if isinstance(locator, str):
            return locator in (self.name, self.element.get("element_id"), *_shown(self.element))
        value = self.value
        return value is not None and all(key in value and value[key] == it for key, it in locator.items())


def widgets(card: Mapping[str, Any]) -> list[Widget]:
    """Every interactive element in document order."""
    body = card.get("body")
    elements = body.get("elements", []) if isinstance(body, dict) else []
    return [Widget(index, element, form) for index, (element, form) in enumerate(_walk(elements, None))]


def find(card: Mapping[str, Any], locator: Locator) -> Widget:
    """The first element meant. Raises SandboxRefused."""
    found = next((it for it in widgets(card) if it.matches(locator)), None)
    if found is None:
        raise SandboxRefused("no_such_element", locator=locator)
    return found


def find_form(card: Mapping[str, Any], name: str) -> list[Widget]:
    """The elements of a form. Raises SandboxRefused."""
    found = [it for it in widgets(card) if it.form is not None and it.form.get("name") == name]
    if not found:
        raise SandboxRefused("no_such_element", locator=name)
    return found


def _walk(
    elements: list[dict[str, Any]], form: dict[str, Any] | None
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    for element in elements:
        if element.get("tag") in INTERACTIVE:
            yield element, form
        around = element if element.get("tag") == "form" else form
        yield from _walk([*element.get("elements", []), *element.get("columns", [])], around)


def _shown(element: dict[str, Any]) -> list[str]:
    texts = [element.get(key) for key in ("text", "label", "placeholder")]
    shown = [text for text in texts if isinstance(text, dict)]
    return [it for text in shown for it in (text.get("content"), *text.get("i18n_content", {}).values()) if it]
