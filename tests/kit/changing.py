"""What stories of changes do and look at, of either kind."""

from datetime import datetime

from sqlmodel import Session, select

from core.changes import ChangeRequest, ChangeStatus, Need
from core.planning.codec import from_json
from core.planning.redesign.impact import ChangeImpact
from core.revisions import WorkOrder
from core.supply import Item
from storage.bookings import allocations_of
from storage.changes import get_change
from storage.revisions import work_orders_by
from tests.kit.room import Room
from tests.kit.shown import Shown

FIRST, SECOND, THIRD = "CHG-2611-0001", "CHG-2611-0002", "CHG-2611-0003"
ENGINEER = "zhao.gong"
SWAP = "/ecn PCBA-SW3 MCU-32→MCU-32G 原因 缺料，原厂停产"


def change(room: Room, number: str = FIRST) -> ChangeRequest:
    """As it is kept."""
    with room.read() as session:
        return get_change(session, number)


def changes_in(room: Room) -> list[ChangeRequest]:
    """All of them as they are kept, by number."""
    with room.read() as session:
        return list(session.exec(select(ChangeRequest).order_by(ChangeRequest.change_no)))


def impact(room: Room, number: str = FIRST) -> ChangeImpact:
    """What it would do, as it was worked out last."""
    return from_json(ChangeImpact, change(room, number).impact)


def form_card(room: Room, number: str = FIRST, to: str = ENGINEER) -> Shown:
    """The card of whoever writes it; on WeCom links to its form have the same title."""
    found = [card for card in room.cards(to) if card.title == f"{number} 工程变更"]
    return next(card for card in found if "30 分钟内有效" not in card.text)


def submitted(room: Room, words: str = SWAP, number: str = FIRST, **values: str) -> Shown:
    """Asked for, and its form sent in; gives the card."""
    room.says(ENGINEER, words)
    card = form_card(room, number)
    room.submits(ENGINEER, values, on=card)
    return room.again(card)


def approve(room: Room, change_no: str) -> None:
    """Everybody who is asked about a change says yes, one after the other; it takes effect right after."""
    asked_before = change(room, change_no).round
    while (found := change(room, change_no)).awaited and found.round == asked_before:
        person = next(it.asked for it in found.awaited if it.need is not Need.COMMENT)
        room.says(person, f"/approve {change_no}")


def only_approve(room: Room, change_no: str) -> None:
    """They have agreed, and nobody has done anything about it yet."""
    room.program.database.write(lambda session: _agreed(session, change_no, room.now))


def _agreed(session: Session, change_no: str, now: datetime) -> None:
    found = get_change(session, change_no, lock=True)
    while found.awaited:
        found.approve(found.awaited[0].asked, due_at=now, now=now)
    assert found.status is ChangeStatus.APPROVED


def revision_of(room: Room, item: str) -> str:
    """The one in force."""
    with room.read() as session:
        found = session.get(Item, item)
        assert found is not None
        return found.revision


def parts_of(room: Room, order_no: str) -> set[str]:
    """What is kept for an order."""
    with room.read() as session:
        return {it.item_code for it in allocations_of(session, order_no)}


def work_orders(room: Room, change_no: str) -> list[WorkOrder]:
    """Those that a change was decided about last for."""
    with room.read() as session:
        return work_orders_by(session, change_no)
