"""The gallery's notes and refusals."""

from collections.abc import Callable

from cards.card import Card, Fact, Tone
from cards.notes import NoteCard, RefusalCard
from cards.wording import Wording

Case = Callable[[Wording], Card]


def _note(text: str) -> Case:
    facts = (Fact(label="负责人", value=text),)
    return lambda words: NoteCard(title=words.say("who.title"), tone=Tone.BAD, text=text, facts=facts)


def notes(text: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `text` are somebody's words."""
    return {
        NoteCard: {"facts": _note("王胜、孙立"), "hostile": _note(text)},
        RefusalCard: {
            "hints": lambda words: RefusalCard.of(
                words.refusal_by_name(["UnknownCommand"], {"word": "newoder", "near": ["/neworder"]}),
                words,
                ("/neworder",),
            ),
            "hostile": lambda words: RefusalCard.of(
                words.refusal_by_name(["NotFound"], {"kind": "order", "words": text, "near": [text]}),
                words,
                (text,),
            ),
        },
    }
