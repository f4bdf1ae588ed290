"""People at their screens: they read, they press what they find, and they wait no longer than people do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from tests.standin.cards import Button, buttons, filled, words
from tests.standin.feishu import PATIENCE, Clicked, Feishu, seconds_now
from tests.standin.program import group, open_id
from tests.standin.schema import Json
from tests.standin.tenant import Message

REACTION_SECONDS = 0.4
"""Nobody presses a button in the moment it appears."""
ORDER_NUMBER = re.compile(r"ORD-\d{4}-\d{4}")
DAY = re.compile(r"\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}")

Values = Mapping[str, str | date]


def days_from_now(days: int) -> date:
    """A day of the factory's calendar."""
    return datetime.fromtimestamp(seconds_now(), ZoneInfo("Asia/Shanghai")).date() + timedelta(days=days)


@dataclass
class Talk:
    """Conversations on one platform. People are named by their keys, chats by their departments."""

    feishu: Feishu

    def asks(self, person: str, text: str, department: str = "") -> Message:
        """Write to the bot and wait for its answer to this very message."""
        said = self.feishu.says(open_id(person), text, group(department) if department else "")
        return self.feishu.waits_for(lambda: next(iter(self.replies(said)), None), f"answer to {text!r}")

    def replies(self, said: str) -> list[Message]:
        """The bot's answers to one message."""
        return [message for message in self.feishu.tenant.messages if message.reply_to == said]

    def fills(self, person: str, message: Message, values: Values) -> Clicked:
        """Fill in the form of a card and submit it."""
        card = message.card
        submit = next(button for button in buttons(card) if button.is_submit)
        return self.submits(person, message, submit, filled(card, values))

    def submits(self, person: str, message: Message, button: Button, form: Json | None = None) -> Clicked:
        """Press this button, as a person would: not in the moment it appears."""
        sleep(max(0.0, message.shown_at + REACTION_SECONDS - monotonic()))
        return self.feishu.clicks(open_id(person), message, button, form)

    def presses(self, person: str, message: Message, text: str) -> Clicked:
        """Wait for the button that says this on a card and press it."""
        return self.submits(person, message, self.sees(message, text))

    def sees(self, message: Message, text: str, seconds: float = PATIENCE) -> Button:
        """Wait for a button on a card."""
        return self.feishu.waits_for(
            lambda: button_on(message, text), f"button {text} on {message.message_id}", seconds
        )

    def reads(self, message: Message, *patterns: str, seconds: float = PATIENCE) -> str:
        """Wait until each of these patterns is found in what a card says; gives everything it says."""

        def shown() -> str | None:
            text = shown_on(message)
            return text if all(re.search(pattern, text) for pattern in patterns) else None

        return self.feishu.waits_for(shown, f"{patterns} on {message.message_id}", seconds)

    def tasks(self, order_no: str, department: str) -> list[Message]:
        """The cards in a department's chat that tell of this order."""
        everything = self.feishu.tenant.messages
        return [
            message for message in everything if message.chat == group(department) and order_no in shown_on(message)
        ]

    def task(self, order_no: str, department: str, seconds: float = PATIENCE) -> Message:
        """Wait for a department's card about this order."""
        what = f"card of {order_no} for {department}"
        return self.feishu.waits_for(lambda: next(iter(self.tasks(order_no, department)), None), what, seconds)


def shown_on(message: Message) -> str:
    """What a card says now; nothing for a message that is none."""
    return words(message.card) if message.card else ""


def button_on(message: Message, text: str) -> Button | None:
    """The button that says this, if there is one now."""
    if not message.card:
        return None
    return next((button for button in buttons(message.card) if text in button.text), None)


def order_numbers(text: str) -> list[str]:
    """The distinct order numbers in a text, in order."""
    return list(dict.fromkeys(ORDER_NUMBER.findall(text)))
