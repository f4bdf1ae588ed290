"""The parts every card is made of. A view model holds final texts; a template only places them."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, field_validator

from cards.cutting import cut_anywhere, visible


class CardTooLarge(ValueError):
    """A card beyond the platform's limits; a view model that can grow has to page or cut."""


CARDS: dict[str, type["Card"]] = {}
"""Every card class by name, so that a notice's words can be kept and sent later."""


class Tone(StrEnum):
    """How a card feels; a platform gives it a colour and never only a colour."""

    NEUTRAL = "neutral"
    GOOD = "good"
    BUSY = "busy"
    WARNING = "warning"
    BAD = "bad"
    DONE = "done"


class Part(BaseModel):
    """A piece of a card."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @field_validator("*")
    @classmethod
    def _cut(cls, value: Any) -> Any:
        """No single text can make a card too large; a view model that knows better cuts earlier, and in words."""
        if type(value) is str:
            return cut_anywhere(visible(value))
        return tuple(map(cls._cut, value)) if isinstance(value, tuple) else value


class Fact(Part):
    """A label and its value; the value may be a person's words and is shown as plain text."""

    label: str
    value: str


class Figure(Part):
    """A date or number that matters, shown large below what it is. The `lead` of a card is shown larger still."""

    label: str
    value: str
    tone: Tone = Tone.NEUTRAL
    is_lead: bool = False


class Tag(Part):
    """A short word beside the title."""

    text: str
    tone: Tone = Tone.NEUTRAL


class Style(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


class Button(Part):
    """A command for a number at a revision. `command` is the same in words, for chats without buttons."""

    text: str
    act: str
    ref: str
    rev: int
    style: Style = Style.PLAIN
    command: str = ""
    confirm: str = ""
    extra: dict[str, Any] = {}

    @property
    def value(self) -> dict[str, Any]:
        """What the platform sends back."""
        return {"act": self.act, "ref": self.ref, "rev": self.rev, **self.extra}


class Choice(Part):
    """One entry of a choice field."""

    text: str
    value: str


class Field(Part):
    """A form field. `problem` says what was wrong with what was typed."""

    name: str
    label: str
    kind: str
    """`text`, `long_text`, `choice` or `day`; `files` only where forms are pages."""
    longest: int = 100
    """Characters that may be typed."""
    placeholder: str = ""
    typed: str = ""
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[Choice, ...] = ()
    """Usual answers, where nothing can be typed."""
    is_required: bool = True
    problem: str = ""


class Form(Part):
    """What somebody can fill in and send. Which fields it has may change with every state of the card."""

    name: str
    fields: tuple[Field, ...]
    submit: Button
    intro: str = ""


class Card(Part):
    """A card with a title. Subclasses add what they show."""

    template: ClassVar[str]

    title: str
    subtitle: str = ""
    tone: Tone = Tone.NEUTRAL
    tags: tuple[Tag, ...] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        CARDS[cls.__name__] = cls

    @property
    def is_passing(self) -> bool:
        """It tells of something that is just going on, and will soon be another one."""
        return False

    @property
    def fillable(self) -> Form | None:
        """What can be filled in on it."""
        form: Form | None = getattr(self, "form", None)
        return form

    def to_notice(self) -> dict[str, Any]:
        """As plain data with its words kept."""
        return {"card": type(self).__name__, "fields": self.model_dump(mode="json")}


def from_notice(notice: dict[str, Any]) -> Card:
    """The card kept as plain data."""
    return CARDS[notice["card"]].model_validate(notice["fields"])
