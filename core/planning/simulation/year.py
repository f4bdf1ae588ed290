"""A factory day by day: orders arrive and are promised, work runs, receipts slip, the plan is pushed each night.

Everything that varies is drawn from the seed: the same factory, plan of the simulation and seed give the same days.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from core.calendar import Axis, minute_after, minute_of
from core.planning.factory.master import ItemKind
from core.planning.factory.records import Allocation, Booking, OpenOrder, PurchaseOrder, Source
from core.planning.factory.shop import Shop
from core.planning.plan.dues import Shipping
from core.planning.plan.pegging import Pegging
from core.planning.plan.precedence import predecessors
from core.planning.plan.reading import line_key
from core.planning.plan.uncertainty import Uncertainty
from core.planning.plan.ways import ways_of
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import PromiseEngine
from core.planning.promise.question import DemandLine, PromiseQuestion
from core.planning.promise.timelines import Timelines
from core.planning.simulation.floor import Floor, Piece
from core.planning.sureness import LONGEST_RECORD, with_sureness, working_days

DAY = timedelta(days=1)
LONGEST_DRAIN = 180
"""Days that are waited for the last orders after no more arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is simulated."""

    days: int = 365
    orders: int = 600
    """Arriving over these days, on working days."""
    seed: int = 1
    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    """What really varies; the engine reckons with the same."""


@dataclass(slots=True)
class Sold:
    """One order: what was said when it was asked for, and what became of it."""

    order_no: str
    asked_on: date
    promise_date: date
    p50_date: date
    p80_date: date
    alerted_on: date | None = None
    """When the plan first put it after its promise."""
    shipped_on: date | None = None


class Year:
    """One run."""

    def __init__(self, shop: Shop, engine: PromiseEngine, course: Course) -> None:
        self._engine, self._course, self._random = engine, course, Random(course.seed)
        self._shop = shop.changed(orders=(), horizon_days=max(shop.horizon_days, course.days + 2 * LONGEST_DRAIN))
        self._wares = [line for line in shop.orders if not line.is_quote] or list(_plain(shop))
        self._initial = dict(shop.stock)
        self._slips: dict[str, int] = {}
        for po in shop.purchase_orders:
            self._expect(po)
        self._floor = Floor(Timelines.of(self._shop), minute_of(shop.as_of))
        self._pieces: dict[str, list[Piece]] = {}
        for order_no in dict.fromkeys(booking.order_no for booking in shop.bookings):
            self._put_on_floor(order_no)
        self.sold: dict[str, Sold] = {}
        self._record: list[int] = []
        self.refused = 0

    def run(self, tell: Callable[[int], None] = lambda day: None) -> list[Sold]:
        """Every order that was sold, in the order of arrival. `tell` is called with each day that is over."""
        count = 0
        for day in range(self._course.days + LONGEST_DRAIN):
            if day >= self._course.days and not self._floor.waiting and not self._floor.running:
                break
            for _ in range(self._arriving(day)):
                count += 1
                self._sell(f"SIM-{count:05}")
            self._pass_day()
            tell(day + 1)
        return list(self.sold.values())

    @property
    def _today(self) -> date:
        return self._shop.calendar.local_date(self._shop.as_of)

    # --- orders ----------------------------------------------------------------------------

    def _arriving(self, day: int) -> int:
        """Orders come on working days, as many as are left to come on average."""
        if day >= self._course.days or not self._shop.calendar.is_working_day(self._today):
            return 0
        mean = self._course.orders / max(1.0, self._course.days * 5 / 7)
        return int(mean) + (self._random.random() < mean - int(mean))

    def _sell(self, order_no: str) -> None:
        """Ask by when, and take whatever is offered."""
        ware = self._random.choice(self._wares)
        qty = max(1, int(int(ware.qty) * self._random.uniform(0.5, 1.5)))
        question = PromiseQuestion(
            order_no=order_no, lines=(DemandLine(line_no=1, product=ware.product, qty=Decimal(qty)),),
            customer_class=ware.customer_class or "C", starts_when_kitted=True, with_reasons=False, with_options=False,
        )  # fmt: skip
        answer = self._engine.answer(self._shop, question)
        answer = with_sureness(self._shop, question, answer, self._course.uncertainty, self._course.seed, self._record)
        if answer.promise_date is None or answer.p50_date is None or answer.p80_date is None:
            self.refused += 1
            return
        self._book(answer)
        days = answer.promise_date, answer.p50_date, answer.p80_date
        self.sold[order_no] = Sold(order_no, self._today, *days)
        if not answer.bookings:
            self.sold[order_no].shipped_on = answer.promise_date

    def _book(self, answer: PromiseAnswer) -> None:
        """Its slots and material are taken; what has to be bought is ordered, and comes when it comes."""
        bought: dict[str, PurchaseOrder] = {}
        for use in answer.materials:
            if use.source is Source.PURCHASE:
                known = bought.get(use.item_code)
                qty = use.qty + (known.open_qty if known else 0)
                supplier = self._shop.items_by_code[use.item_code].supplier or use.item_code
                bought[use.item_code] = PurchaseOrder(
                    po_no=f"PO-{answer.order_no}-{supplier}", item_code=use.item_code, open_qty=qty,
                    eta=use.available_at,
                )  # fmt: skip
        for po in bought.values():
            self._expect(po)
        orders = (*self._shop.purchase_orders, *bought.values())
        self._shop = self._shop.changed(purchase_orders=orders) if bought else self._shop
        self._shop = self._shop.with_booked(answer.bookings, [_ordered(it, bought) for it in answer.allocations])
        self._put_on_floor(answer.order_no)

    def _put_on_floor(self, order_no: str) -> None:
        held = self._shop.held[order_no]
        waits = Pegging(self._shop, self._factory).waits(held.bookings, held.allocations)
        pieces = []
        for booking, told in zip(held.bookings, waits, strict=True):
            receipts = tuple(sorted((it.ready, it.ready + self._slips.get(it.reason, 0)) for it in told if it.ready))
            pieces.append(self._piece(booking, receipts))
        for key in {line_key(booking) for booking in held.bookings}:
            mine = [piece for piece in pieces if line_key(piece.booking) == key]
            for piece, before in zip(mine, predecessors(self._shop, [it.booking for it in mine]), strict=True):
                piece.before = [mine[each] for each in sorted(before)]
        self._pieces[order_no] = pieces
        self._floor.add(pieces)

    @property
    def _factory(self) -> Axis:
        return self._shop.derive(Timelines, Timelines.of).factory

    def _piece(self, booking: Booking, receipts: tuple[tuple[int, int], ...]) -> Piece:
        runs_on = ways_of(self._shop, booking).runs_on
        length = minute_after(booking.end_at) - minute_of(booking.start_at) if runs_on else booking.work_minutes
        return Piece(booking, self._really(length), runs_on, receipts)

    # --- what varies -----------------------------------------------------------------------

    def _really(self, minutes: int) -> int:
        """What a piece of work takes, with the stops of its machine."""
        told, chance = self._course.uncertainty, self._random
        length = minutes * chance.lognormvariate(-(told.spread**2) / 2, told.spread)
        left = chance.expovariate(told.stops_per_minute) if told.stops_per_minute else float("inf")
        while left < minutes:
            length += chance.expovariate(1 / told.stop) if told.stop else 0
            left += chance.expovariate(told.stops_per_minute)
        return max(1, round(length))

    def _expect(self, po: PurchaseOrder) -> None:
        """By how much a receipt really comes later: one delivery of one supplier as a whole."""
        told, chance = self._course.uncertainty, self._random
        if po.po_no not in self._slips:
            slips = chance.random() < told.slip_share and told.slip > 0
            self._slips[po.po_no] = round(chance.expovariate(1 / told.slip)) if slips else 0

    def _arrival(self, po: PurchaseOrder) -> int:
        return minute_after(po.eta) + self._slips[po.po_no]

    # --- a day -----------------------------------------------------------------------------

    def _pass_day(self) -> None:
        now, then = self._shop.as_of, self._shop.as_of + DAY
        self._floor.run(minute_of(now), minute_of(then))
        self._floor.replan(minute_of(then))
        self._ship()
        stock, orders, kept = self._received(minute_of(then))
        orders += self._replenished(stock, orders, then)
        self._shop = self._shop.changed(
            as_of=then,
            bookings=self._floor.bookings,
            stock=stock,
            purchase_orders=tuple(orders),
            allocations=tuple(kept),
        )

    def _ship(self) -> None:
        """Note what has left or will, and whose promise the plan misses."""
        shipping, left = Shipping(self._shop.calendar), {id(piece) for piece in self._floor.waiting}
        for order_no, pieces in list(self._pieces.items()):
            ends = [it.done or minute_after(it.booking.end_at) for it in pieces]
            day = shipping.day_of(max(ends))
            sold = self.sold.get(order_no)
            is_done = not any(id(piece) in left or piece in self._floor.running for piece in pieces)
            if sold is not None and sold.alerted_on is None and day > sold.promise_date:
                sold.alerted_on = self._today
            if is_done:
                del self._pieces[order_no]
                if sold is not None:
                    sold.shipped_on = day
                    late = working_days(self._shop.calendar, sold.promise_date, day)
                    self._record = [*self._record, late][-LONGEST_RECORD:]

    def _received(self, now: int) -> tuple[dict[str, Decimal], list[PurchaseOrder], list[Allocation]]:
        """Stock, open purchase orders and what is kept of both, once everything is in that has come."""
        stock, come = dict(self._shop.stock), set()
        for po in self._shop.purchase_orders:
            if self._arrival(po) <= now:
                come.add((po.po_no, po.item_code))
                stock[po.item_code] = stock.get(po.item_code, Decimal(0)) + po.open_qty
        kept = []
        for it in self._shop.allocations:
            if (it.po_no, it.item_code) in come:
                it = replace(it, source=Source.STOCK, po_no="")
            if it.order_no in self._pieces or it.order_no not in self.sold:
                kept.append(it)
            elif it.source is Source.STOCK:
                stock[it.item_code] -= it.qty
        left = [po for po in self._shop.purchase_orders if (po.po_no, po.item_code) not in come]
        return stock, left, kept

    def _replenished(
        self, stock: dict[str, Decimal], orders: list[PurchaseOrder], now: datetime
    ) -> Iterator[PurchaseOrder]:
        """Each Monday what has fallen below half of what there was is ordered up to it again."""
        if self._shop.calendar.local_date(now).weekday():
            return
        coming = {po.item_code for po in orders if po.po_no.startswith("RE-")}
        for item in self._shop.items:
            initial, days = self._initial.get(item.item_code, Decimal(0)), item.purchase_lead_days
            is_low = stock.get(item.item_code, Decimal(0)) * 2 < initial and item.item_code not in coming
            if item.kind is ItemKind.BOUGHT and days is not None and is_low:
                po = PurchaseOrder(
                    po_no=f"RE-{now:%y%m%d}", item_code=item.item_code, open_qty=initial, eta=now + days * DAY
                )
                self._expect(po)
                yield po


def _ordered(kept: Allocation, bought: dict[str, PurchaseOrder]) -> Allocation:
    if kept.source is not Source.PURCHASE:
        return kept
    return replace(kept, source=Source.PURCHASE_ORDER, po_no=bought[kept.item_code].po_no)


def _plain(shop: Shop) -> Iterator[OpenOrder]:
    """What a factory without orders could be asked for: a hundred of anything that it makes."""
    parts = {line.component for lines in shop.boms.values() for line in lines}
    for item in shop.items:
        if item.kind is ItemKind.MADE and item.item_code not in parts:
            yield OpenOrder(order_no="", product=item.item_code, qty=Decimal(100))
