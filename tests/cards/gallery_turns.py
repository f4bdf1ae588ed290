"""The gallery's cards for what other platforms do without one."""

from collections.abc import Callable

from cards import wecom
from cards.card import Card
from cards.notes import NoteCard
from cards.promise_card import PromiseCard
from cards.turns import DetailsCard, LinkCard, QuestionCard
from cards.wording import Wording
from tests.cards import builders as b


def details(words: Wording) -> DetailsCard:
    """Behind a promise."""
    return wecom.details_of(PromiseCard.of(b.an_unsold_order(b.an_answer(options=b.every_option())), words), words)


def question(words: Wording) -> QuestionCard:
    """Before a promise is given."""
    card = PromiseCard.of(b.an_unsold_order(b.an_answer()), words)
    return QuestionCard.of(card, next(button for button in wecom.buttons_of(card) if button.confirm), words)


def link(words: Wording) -> LinkCard:
    """To a form."""
    return LinkCard(
        title=words.say("form.title_ORDER") if words.has("form.title_ORDER") else "DRF-2611-0001",
        text=words.say("wecom.form"), link_text=words.say("wecom.open_form"), url="https://tongpin.example.com/f/x",
    )  # fmt: skip


def hostile(card: Card, text: str) -> DetailsCard:
    """The same with somebody's words."""
    made = wecom.details_of(NoteCard(title=card.title, text=text), b.CHINESE)
    return DetailsCard(title=text, lines=made.lines)


def hostile_question(words: Wording, text: str) -> QuestionCard:
    """A question in somebody's words."""
    return QuestionCard(title=text, text=text, buttons=question(words).buttons)


def turns(text: str) -> dict[type[Card], dict[str, Callable[[Wording], Card]]]:
    """All of them; `text` are somebody's words."""
    return {
        DetailsCard: {"promise": details, "hostile": lambda words: hostile(details(words), text)},
        QuestionCard: {"confirm": question, "hostile": lambda words: hostile_question(words, text)},
        LinkCard: {"form": link},
    }
