"""Changes of orders in stories: the same as others, and their card."""

from tests.kit.changing import FIRST, approve, change, changes_in
from tests.kit.room import Room
from tests.kit.shown import Shown

__all__ = ["CHANGE", "agreed", "change_card", "changes_in", "the_change"]

CHANGE = FIRST
the_change = change


def agreed(room: Room, change_no: str = CHANGE) -> None:
    """Whoever is asked consents, and it takes effect."""
    approve(room, change_no)


def change_card(room: Room, chat: str = "sales", change_no: str = CHANGE) -> Shown:
    """The newest card of a change in a chat."""
    return next(card for card in reversed(room.cards(chat)) if change_no in card.text)
