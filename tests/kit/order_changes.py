"""Changes of orders in stories: how they are agreed to, and what is looked up of them."""

from sqlmodel import select

from core.changes import ChangeKind, ChangeRequest
from storage.changes import get_change
from tests.kit.room import Room
from tests.kit.shown import Shown

CHANGE = "CHG-2611-0001"


def the_change(room: Room, change_no: str = CHANGE) -> ChangeRequest:
    """One change as stored."""
    with room.read() as session:
        return get_change(session, change_no)


def changes_in(room: Room) -> list[ChangeRequest]:
    """Every change of an order, by number."""
    with room.read() as session:
        found = select(ChangeRequest).where(ChangeRequest.kind == ChangeKind.ORDER)
        return list(session.exec(found.order_by(ChangeRequest.change_no)))


def agreed(room: Room, change_no: str = CHANGE) -> None:
    """Whoever is asked, by rule the lead of production, consents, and it takes effect."""
    for person in {it.asked for it in the_change(room, change_no).awaited}:
        room.says(person, f"/approve {change_no}")


def change_card(room: Room, chat: str = "sales", change_no: str = CHANGE) -> Shown:
    """The newest card of a change in a chat."""
    return next(card for card in reversed(room.cards(chat)) if change_no in card.text)
