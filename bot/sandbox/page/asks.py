"""What the page asks for, checked before anybody acts on it."""

import json
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, field_validator, model_validator

Id = Annotated[str, Field(min_length=1, max_length=120)]
Element = Annotated[int, Field(ge=0, le=1000)] | Annotated[str, Field(min_length=1, max_length=200)]


class Ask(BaseModel):
    """Somebody wants something; `who` is the person one plays, by their id on the platform."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfPerson(Ask):
    """By one person."""

    who: Id


class OfChat(OfPerson):
    """In one chat."""

    chat_id: Id


class OfMessage(OfPerson):
    """About one message."""

    message_id: Id


class Say(OfChat):
    """Write a text. `@name` in it mentions; `mention_bot` does so without the name being written."""

    text: str = Field(max_length=20_000)
    mention_bot: StrictBool = False
    reply_to: Id | None = None


class React(OfMessage):
    """Put an emoji under a message."""

    emoji_type: str = Field(pattern=r"^[A-Za-z0-9_]{1,40}$")


class Forward(OfMessage):
    """Copy a message to another chat."""

    chat_id: Id


class Tap(OfMessage):
    """Press a button or a box; `element` is its number in the card, or its name."""

    element: Element


class Choose(OfMessage):
    """Choose in the menu of a template card."""

    key: str = Field(min_length=1, max_length=1100)


class Press(Choose):
    """Press a button of a template card, or send what was chosen on it: option ids by question."""

    selections: dict[str, Annotated[list[str], Field(max_length=20)]] = Field(default_factory=dict, max_length=10)


class Pick(Tap):
    """Choose in a selection outside of forms."""

    option: str = Field(max_length=1000)


class Tick(Tap):
    """Tick or untick a box outside of forms."""

    checked: StrictBool


class Enter(Tap):
    """Type into a field outside of forms."""

    text: str = Field(max_length=5000)


class Submit(OfMessage):
    """Send a form. Without a button it is the form's first."""

    form: Id
    button: Element | None = None
    values: dict[str, Any] = Field(max_length=200)

    @field_validator("values")
    @classmethod
    def _can_be_sent(cls, values: dict[str, Any]) -> dict[str, Any]:
        json.dumps(values, ensure_ascii=False).encode()  # half a character is a ValueError
        return values


class Move(Ask):
    """Move the clock on: by some time, or to the next working morning."""

    minutes: int = Field(default=0, ge=0, le=60 * 24)
    hours: int = Field(default=0, ge=0, le=24 * 31)
    days: int = Field(default=0, ge=0, le=400)
    to: Literal["next_working_morning"] | None = None

    @model_validator(mode="after")
    def _says_how_far(self) -> "Move":
        if (self.to is None) == (self.by == timedelta(0)):
            raise ValueError("either a length of time or a place to go")
        return self

    @property
    def by(self) -> timedelta:
        """How far."""
        return timedelta(days=self.days, hours=self.hours, minutes=self.minutes)


class Break(Ask):
    """Make the platform fail, or heal it. Counters add to what is planned already."""

    down: Literal["502", "timeout"] | None = None
    duplicate: int = Field(default=0, ge=0, le=100)
    drop: int = Field(default=0, ge=0, le=100)
    lose: int = Field(default=0, ge=0, le=100)
    rate_limits: StrictBool | None = None
