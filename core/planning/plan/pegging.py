"""When the material of each booked operation is there, and what decides that: read off what is kept for its order."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from core.calendar import Axis, minute_after, minute_of
from core.planning.factory.master import ZERO, DayKind, Item
from core.planning.factory.records import Allocation, Booking, Source
from core.planning.factory.shop import Shop

DAY_MINUTES = 24 * 60


class Wait(NamedTuple):
    """From which minute on (since 1970) it can be there, and whose receipt decides; 0 and "" for no wait."""

    ready: int = 0
    reason: str = ""


NO_WAIT = Wait()


@dataclass(frozen=True, eq=False)
class Pegging:
    """A shop's receipts, ready for asking when something is there. `factory`: when goods arrive."""

    shop: Shop
    factory: Axis

    def waits(self, bookings: Sequence[Booking], kept: Iterable[Allocation]) -> list[list[Wait]]:
        """Everything that each booking of one order waits for. What comes first is for what begins first."""
        found: list[list[Wait]] = [[] for _ in bookings]
        supplies: dict[str, list[Allocation]] = {}
        for allocation in kept:
            supplies.setdefault(allocation.item_code, []).append(allocation)
        covered = {code for code, supply in supplies.items() if self._is_covered(bookings, code, supply)}
        for item_code, supply in sorted(supplies.items()):
            for position, waits in self._shared(bookings, item_code, supply, covered):
                found[position] += waits
        return found

    def _is_covered(self, bookings: Sequence[Booking], item_code: str, supply: list[Allocation]) -> bool:
        """So much of it is kept for what has not begun that nothing stands in for it."""
        items = self.shop.items_by_code
        if not items[item_code].stand_ins:
            return False
        left = (booking for booking in bookings if booking.start_at > self.shop.as_of)
        needed = sum((self._need(booking, item_code, covered=items) for booking in left), ZERO)  # its own need alone
        return sum((each.qty for each in supply), ZERO) >= needed

    def _shared(
        self, bookings: Sequence[Booking], item_code: str, supply: list[Allocation], covered: Container[str]
    ) -> Iterator[tuple[int, list[Wait]]]:
        needs = sorted(
            (booking.start_at, position, self._need(booking, item_code, covered))
            for position, booking in enumerate(bookings)
        )
        needs = [need for need in needs if need[2]]
        sources = sorted(((self.available(each), each.qty) for each in supply), key=lambda pair: pair[0])
        # What is needed beyond what is kept has been issued already, to those that began first.
        issued = max(ZERO, sum((qty for _, _, qty in needs), ZERO) - sum((qty for _, qty in sources), ZERO))
        sources.insert(0, (NO_WAIT, issued))
        for start_at, position, qty in needs:
            begin = minute_of(start_at)
            yield (
                position,
                [_not_after(begin, wait) if wait.reason == item_code else wait for wait in _taken(sources, qty)],
            )

    def _need(self, booking: Booking, item_code: str, covered: Container[str]) -> Decimal:
        """How much of an item the operation takes, for itself or in place of what is not covered."""
        first = min((operation.seq for operation in self.shop.routings.get(booking.item_code, ())), default=0)
        found = ZERO
        for line in self.shop.bom_of(booking.item_code, booking.order_no) if booking.seq else ():
            component = self.shop.items_by_code[line.component]
            is_here = (line.at_seq or first) == booking.seq
            stands_in = item_code in component.stand_ins and line.component not in covered
            if is_here and (item_code == line.component or stands_in):
                found += component.in_steps(line.gross(booking.qty))
        return found

    def available(self, kept: Allocation) -> Wait:
        """When what is kept can be there."""
        if kept.source is Source.STOCK:
            return NO_WAIT
        receipt = self.shop.receipt(kept.po_no, kept.item_code)
        if receipt is None:
            return Wait(self._bought(self.shop.items_by_code[kept.item_code]), kept.item_code)
        now, eta = minute_after(self.shop.as_of), minute_after(receipt.eta)
        # What is overdue cannot be here before tomorrow.
        return Wait(self._opening(eta if eta > now else now + DAY_MINUTES), receipt.po_no)

    def _bought(self, item: Item) -> int:
        """When an item ordered now is there; one that nobody sells is waited for like one of a day."""
        days = 1 if item.purchase_lead_days is None else item.purchase_lead_days
        if item.lead_day_kind is DayKind.WORKING and days:
            today = self.shop.calendar.local_date(self.shop.as_of)
            days = (self.shop.calendar.add_working_days(today, days) - today) // timedelta(days=1)
        return self._opening(minute_after(self.shop.as_of) + days * DAY_MINUTES)

    def _opening(self, minute: int) -> int:
        opening = self.factory.next_open(minute)
        return minute if opening is None else opening


def _not_after(begin: int, wait: Wait) -> Wait:
    """What is yet to be bought is ordered in time for the plan that promised it; no other plan has it sooner."""
    return wait._replace(ready=min(wait.ready, begin))


def _taken(sources: list[tuple[Wait, Decimal]], qty: Decimal) -> list[Wait]:
    """Take a quantity from the first sources that have some: what its parts wait for."""
    waits = []
    while qty > 0 and sources:
        source, there = sources[0]
        part = min(qty, there)
        qty -= part
        if part:
            waits.append(source)
        if part == there:
            sources.pop(0)
        else:
            sources[0] = source, there - part
    return waits
