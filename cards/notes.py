"""Short cards: a sentence, a refusal, a list, a superseded card."""

from typing import Any

from cards.card import Button, Card, Fact, Part, Tone
from cards.order_facts import subtitle
from cards.views import OrderView
from cards.wording import Wording


class NoteCard(Card):
    """A few sentences, some facts, some buttons."""

    template = "note"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()

    @classmethod
    def saying(cls, key: str, words: Wording) -> "NoteCard":
        """What is always said in the same words."""
        return cls(title=words.say(f"notice.{key}_title"), text=words.say(f"notice.{key}"))

    @classmethod
    def about(
        cls, order: OrderView, key: str, words: Wording, *, tone: Tone, buttons: tuple[Button, ...] = (), **facts: Any
    ) -> "NoteCard":
        """What has happened to an order: whose it is and what for, and the buttons that the words speak of."""
        return cls(
            title=words.say(f"notice.{key}_title", order_no=order.order_no, **facts), tone=tone,
            subtitle=subtitle(order, words), text=words.say(f"notice.{key}", **facts),
            buttons=(*buttons, open_button(order, words)),
        )  # fmt: skip


def open_button(order: OrderView, words: Wording) -> Button:
    """查看: the order's card, here."""
    return Button(
        text=words.say("list.open"), act="show", ref=order.order_no, rev=order.revision,
        command=f"/order {order.order_no}",
    )  # fmt: skip


class RefusalCard(Card):
    """What was not understood or not allowed, and what to do instead."""

    template = "note"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()

    @classmethod
    def of(
        cls, sentence: str, words: Wording, hints: tuple[str, ...] = (), *, is_unclear: bool = False
    ) -> "RefusalCard":
        """One kind sentence, and examples. `is_unclear`: nothing was tried, the words are to be completed."""
        examples = (words.say("help.example", example=hint) for hint in hints)
        title = words.say("refusal.title_unclear" if is_unclear else "refusal.title")
        return cls(title=title, tone=Tone.WARNING, text="\n".join((sentence, *examples)))


class Row(Part):
    """One line of a list: what it is, how it stands, and a button to open it."""

    title: str
    text: str
    button: Button | None = None


class ListCard(Card):
    """A page of things."""

    template = "list"

    intro: str
    rows: tuple[Row, ...]
    empty: str
    buttons: tuple[Button, ...] = ()
