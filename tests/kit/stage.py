"""One platform's side of a story: what people can do on it, and what they see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.app import Program
from bot.sandbox.common.failures import Failures
from tests.kit.shown import Shown, ShownButton

GROUPS = ("sales", "production", "rnd", "purchasing", "quality", "warehouse", "management", "collab")


@dataclass(frozen=True, slots=True)
class Flash:
    """What somebody who tapped is told at once."""

    text: str = ""
    kind: str = ""
    """`success`, `info`, `warning` or `error`, where the platform shows it."""
    has_new_card: bool = False


class Stage(Protocol):
    """Chats are named by department (`production`), or by a person for their own chat with the bot (`wang.sheng`)."""

    accounts: dict[str, str]
    """User ids on the platform, by person."""
    has_toasts: bool
    """Whether what whoever taps is told has a colour and a sign."""

    @property
    def failures(self) -> Failures:
        """What goes wrong on the platform's side."""
        ...

    def open(self, program: Program) -> None:
        """The program has been started (again)."""
        ...

    def populate(self, people: Mapping[str, tuple[str, str, str]], groups: Mapping[str, str]) -> None:
        """Everybody (account, name, department, by person) in every group (name, by department)."""
        ...

    def join(self, person: str, account: str, name: str) -> None:
        """Somebody more, in every group."""
        ...

    def chat(self, name: str, *, opened_by: str = "") -> str:
        """The platform's id of a chat; empty when a person and the bot have not met yet."""
        ...

    def say(self, person: str, chat: str, text: str, *, mention: bool, reply_to: str | None) -> str:
        """Somebody writes. Gives the message."""
        ...

    def cards(self, chat: str) -> list[Shown]:
        """The bot's cards in a chat as they are now, oldest first."""
        ...

    def again(self, card: Shown) -> Shown:
        """The card as it is now: the same message, or the one that has taken its place."""
        ...

    def tap(self, person: str, card: Shown, button: ShownButton) -> Flash:
        """Somebody presses a button of a card as it is now."""
        ...

    def tap_as_seen(self, person: str, message: str, button: ShownButton) -> Flash:
        """Somebody whose client has not caught up presses what was there."""
        ...

    def submit(self, person: str, card: Shown, form: str, values: Mapping[str, Any], *, is_raw: bool) -> Flash:
        """Somebody fills a form in and sends it."""
        ...

    def send_value(self, person: str, value: Mapping[str, Any], card: Shown, form: Mapping[str, Any] | None) -> Flash:
        """Somebody makes a client send what no button of the card holds."""
        ...

    def sent_at(self, card: Shown) -> float:
        """When a card was sent, in epoch milliseconds."""
        ...

    def mentioned(self) -> Sequence[str]:
        """Everybody whom a message of the bot mentions."""
        ...

    def deliver_due(self) -> int:
        """Have the platform deliver what is due; how much that was."""
        ...

    def next_due(self) -> datetime | None:
        """When it next has something to deliver; None while it is down."""
        ...

    def close(self) -> None:
        """The story is over."""
        ...
