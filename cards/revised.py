"""What an earlier card of an order says once the order has become another revision."""

from cards.card import Card, Tone
from cards.wording import Wording


class RevisedCard(Card):
    """已修订 → Rev n: nothing can be done on it any more."""

    template = "note"

    text: str

    @classmethod
    def of(cls, order_no: str, order_revision: int, words: Wording) -> "RevisedCard":
        """Point on."""
        title = words.say("orderchange.revised_title", order_no=order_no, revision=str(order_revision))
        return cls(title=title, tone=Tone.DONE, text=words.say("orderchange.revised"))
