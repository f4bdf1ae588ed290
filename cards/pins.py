"""Planned work that stays where it is, in a line each."""

from cards.asides import PinView
from cards.order_facts import LONGEST_NAME
from cards.wording import Wording

LONGEST_REASON = 60
"""Characters: the lists that it stands in are long already."""


def pin_text(pin: PinView, words: Wording) -> str:
    """`全部工序：客户驻厂验货（王胜，11月23日 09:05）`."""
    return words.say(
        "pin.text", step=words.cut(pin.step, LONGEST_NAME) or words.say("pin.all"),
        reason=words.cut(pin.reason, LONGEST_REASON), person=words.cut(pin.person, LONGEST_NAME), at=pin.pinned_at,
    )  # fmt: skip


def pin_row(pin: PinView, words: Wording) -> str:
    """The same with its order."""
    return words.say("pin.row", order_no=pin.order_no, text=pin_text(pin, words))
