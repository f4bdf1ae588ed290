"""Cards for what other platforms do without one: the details of a short card, a question before, a way to a form."""

from cards.card import Button, Card, Fact, Style, Tone
from cards.wording import Wording


class QuestionCard(Card):
    """Really? Where a button cannot ask by itself."""

    template = "choice"

    text: str
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, card: Card, button: Button, words: Wording) -> "QuestionCard":
        """The question of one of a card's buttons."""
        sure = button.model_copy(update={"text": words.say("wecom.sure"), "confirm": ""})
        back = Button(text=words.say("wecom.back"), act="back", ref=button.ref, rev=button.rev)
        return cls(
            title=button.text, subtitle=card.title, tone=Tone.WARNING, text=button.confirm,
            buttons=(sure.model_copy(update={"style": Style.PRIMARY}), back),
        )  # fmt: skip


class DetailsCard(Card):
    """All that a short card has no room for."""

    template = "details"

    lines: tuple[str, ...]


class LinkCard(Card):
    """A page to open, for one person."""

    template = "link"

    text: str
    link_text: str
    url: str
