"""What an old message says once a newer card has taken its place."""

from cards.card import Card, Tone
from cards.wording import Wording


class SupersededCard(Card):
    """已过期: look at the newer card."""

    template = "note"

    text: str

    @classmethod
    def of(cls, subject: str, words: Wording) -> "SupersededCard":
        """Point on."""
        title = words.say("superseded.title", subject=subject)
        return cls(title=title, tone=Tone.DONE, text=words.say("superseded.text"))
