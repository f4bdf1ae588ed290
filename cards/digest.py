"""The managers' morning card: exceptions first, one phone screen."""

from dataclasses import dataclass
from datetime import date

from cards.because import because
from cards.card import Card, Figure, Tone
from cards.lists import order_line
from cards.progress import awaited
from cards.views import OrderView
from cards.wording import Wording

MAX_ROWS = 5
"""Of each kind; a digest that has to be scrolled is not read."""

_TONES = {"overdue": Tone.BAD, "at_risk": Tone.WARNING, "due_today": Tone.BUSY, "unreleased": Tone.WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """The state of the factory this morning."""

    day: date
    open_count: int
    overdue: tuple[OrderView, ...]
    at_risk: tuple[OrderView, ...]
    due_today: tuple[OrderView, ...]
    unreleased: tuple[OrderView, ...]


class DigestCard(Card):
    """Due today, overdue, at risk, not released."""

    template = "digest"

    figures: tuple[Figure, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    note: str

    @classmethod
    def of(cls, view: DigestView, words: Wording) -> "DigestCard":
        """This morning's state."""
        groups = {
            "overdue": view.overdue, "at_risk": view.at_risk, "due_today": view.due_today,
            "unreleased": view.unreleased,
        }  # fmt: skip
        sections = tuple(
            (words.say(f"digest.{key}", count=len(orders)), _rows(key, orders, words))
            for key, orders in groups.items()
            if orders
        )
        return cls(
            title=words.say("digest.title", day=view.day),
            tone=Tone.WARNING if view.overdue or view.at_risk else Tone.GOOD,
            figures=tuple(
                Figure(
                    label=words.say(f"digest.figure_{key}"), value=words.show(len(orders)),
                    tone=_TONES[key] if orders else Tone.NEUTRAL,
                )
                for key, orders in groups.items()
            ),
            sections=sections,
            note=words.say("digest.note" if sections else "digest.quiet", count=view.open_count),
        )  # fmt: skip


def _rows(key: str, orders: tuple[OrderView, ...], words: Wording) -> tuple[str, ...]:
    rows = tuple(order_line(order, words, _state(key, order, words)) for order in orders[:MAX_ROWS])
    left = len(orders) - len(rows)
    return (*rows, words.say("digest.more", count=left)) if left else rows


def _state(key: str, order: OrderView, words: Wording) -> str:
    """What keeps it or whose word is awaited, where that is the matter; otherwise what every list says."""
    if key == "at_risk" and (why := because(order, words)):
        return words.say("digest.waiting_for", awaited=why)
    awaits = awaited(order, words) if key == "unreleased" else ""
    return words.say("digest.waiting_for", awaited=awaits) if awaits else ""
