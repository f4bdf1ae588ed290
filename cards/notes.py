"""Short cards: a sentence, a refusal, a list, a superseded card."""

from cards.card import Button, Card, Fact, Part, Tone
from cards.wording import Wording


class NoteCard(Card):
    """A few sentences, some facts, some buttons."""

    template = "note"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()


class RefusalCard(Card):
    """What was not understood or not allowed, and what to do instead."""

    template = "note"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()

    @classmethod
    def of(cls, sentence: str, words: Wording, hints: tuple[str, ...] = ()) -> "RefusalCard":
        """One kind sentence, and examples."""
        examples = (words.say("help.example", example=hint) for hint in hints)
        return cls(title=words.say("refusal.title"), tone=Tone.WARNING, text="\n".join((sentence, *examples)))


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
