"""What is true afterwards: in the database, on the platform, and of both together. Every list names what is wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_entities

from core.orders import Order
from core.planning.factory.records import Booking
from storage import audit
from storage.bookings import all_allocations, all_bookings
from storage.inbox import INBOX
from storage.outbox import CARD, LANE, OUTBOX
from storage.tables import AuditEvent, InboxState, MessageState, core_table
from tests.crash.crowd import CONFIRM, Crowd, Wish
from tests.standin.talk import Talk, button_on, shown_on

TRAIL = core_table(AuditEvent)
ASKED = ("production", "purchasing", "rnd")


def left_to_do(session: Session) -> tuple[int, int]:
    """How many deliveries are not handled, and how many messages owed."""
    unhandled = select(func.count()).where(INBOX.c.state == InboxState.PENDING)
    owed = select(func.count()).where(OUTBOX.c.state == MessageState.PENDING)
    return session.execute(unhandled).scalar_one(), session.execute(owed).scalar_one()


def in_hand(session: Session, process: int) -> int:
    """How many unhandled deliveries and lanes are leased to a process of this machine."""
    deliveries = select(func.count()).where(INBOX.c.state == InboxState.PENDING, INBOX.c.owner.contains(f":{process}:"))
    lanes = select(func.count()).where(LANE.c.owner.contains(f":{process}:"))
    return int(session.execute(deliveries).scalar_one() + session.execute(lanes).scalar_one())


def numbers(session: Session) -> set[str]:
    """Every order there is."""
    return set(session.exec(select_entities(Order.order_no)))


@dataclass(frozen=True)
class Truth:
    """The database and the platform, when everything has come to rest."""

    session: Session
    talk: Talk
    crowd: Crowd
    before: set[str]
    """The orders that were there before anybody ordered."""

    def wrong(self) -> list[str]:
        """Everything that is not as if nothing had ever been killed."""
        return [
            *self.unsettled(),
            *self.miscounted(),
            *self.misbooked(),
            *(f"audit row {row} does not fit" for row in audit.broken_links(self.session)),
            *self.unaccounted(),
            *(wrong for wish in self.crowd.wishes for wrong in self.misunderstood(wish)),
        ]

    def unsettled(self) -> Iterator[str]:
        """Deliveries that did not end well, messages that were not sent, cards that do not show the present."""
        deliveries = select(INBOX.c.delivery, INBOX.c.state).where(INBOX.c.state != InboxState.DONE)
        for row in self.session.execute(deliveries):
            yield f"delivery {row.delivery} is {row.state}"
        messages = select(OUTBOX.c.key, OUTBOX.c.lane, OUTBOX.c.state).where(OUTBOX.c.state != MessageState.SENT)
        for row in self.session.execute(messages):
            yield f"message {row.key} to {row.lane} is {row.state}"
        for row in self.session.execute(select(CARD.c.subject, CARD.c.chat).where(CARD.c.shown < CARD.c.wanted)):
            yield f"the card of {row.subject} in {row.chat} is behind"

    def miscounted(self) -> Iterator[str]:
        """Orders that are missing or there twice, and gaps in their numbers."""
        new = [it for it in self.session.exec(select_entities(Order)) if it.order_no not in self.before]
        quantities = Counter(order.lines[0].quantity for order in new)
        wished = Counter(wish.quantity for wish in self.crowd.wishes)
        for quantity in sorted(quantities | wished):
            if quantities[quantity] != wished[quantity]:
                yield f"{quantity} pieces were ordered {wished[quantity]} times and taken {quantities[quantity]} times"
        months = defaultdict(list)
        for number in numbers(self.session):
            months[number[:8]].append(int(number[9:]))
        for month, taken in months.items():
            if sorted(taken) != list(range(1, len(taken) + 1)):
                yield f"the numbers of {month} are {sorted(taken)}"

    def misbooked(self) -> Iterator[str]:
        """Work and material kept twice, and two jobs on one machine."""
        bookings = all_bookings(self.session)
        for key, times in Counter(map(_operation, bookings)).items():
            if times > 1:
                yield f"{key} is booked {times} times"
        units = defaultdict(list)
        for booking in bookings:
            if booking.order_no not in self.before:
                units[booking.work_centre, booking.unit].append(booking)
        for slots in units.values():
            for one, next_one in pairwise(slots):
                if next_one.start_at < one.end_at:
                    yield f"{_operation(one)} and {_operation(next_one)} meet on {one.work_centre}"
        kept = Counter((it.order_no, it.item_code, it.source, it.po_no) for it in all_allocations(self.session))
        for material, times in kept.items():
            if times > 1:
                yield f"{material} is kept {times} times"

    def unaccounted(self) -> Iterator[str]:
        """Messages on the platform that nobody remembers having sent: what a message sent twice looks like."""
        cards = self.session.execute(select(CARD.c.message))
        notices = self.session.execute(select(OUTBOX.c.message).where(col(OUTBOX.c.message) != ""))
        known = {row.message for row in (*cards, *notices)}
        for message in self.talk.feishu.tenant.messages:
            if message.message_id not in known:
                yield f"unknown message {message.message_id} in {message.chat}: {shown_on(message)}"

    def misunderstood(self, wish: Wish) -> Iterator[str]:
        """What the person and the departments see of one order."""
        cards = self.talk.replies(wish.message_id)
        number = self.crowd.order_no(wish)
        if len(cards) != 1 or not number:
            yield f"{wish} was answered by {[shown_on(card) for card in cards]}"
            return
        tasks = {department: len(self.talk.tasks(number, department)) for department in ASKED}
        if tasks != dict.fromkeys(ASKED, int(wish.is_confirmed)):
            yield f"{number} ({wish}) has task cards {tasks}"
        if wish.is_confirmed == (button_on(cards[0], CONFIRM) is not None):
            yield f"{number} ({wish}) shows {shown_on(cards[0])}"
        confirmed = (TRAIL.c.subject == number, TRAIL.c.action == "OrderConfirmed")
        times = self.session.execute(select(func.count()).where(*confirmed)).scalar_one()
        if times != int(wish.is_confirmed):
            yield f"{number} ({wish}) was confirmed {times} times"


def _operation(booking: Booking) -> tuple[str, int, int, str, int, str]:
    return booking.order_no, booking.line_no, booking.part, booking.item_code, booking.seq, booking.operation
