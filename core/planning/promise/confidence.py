"""How much a date rests on: stale sources, work nobody reports, purchases to be made, holidays not yet announced."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.calendar import moment_of
from core.planning.factory.master import ZERO, DayKind, Item, ItemKind
from core.planning.factory.records import Source, Unreported
from core.planning.promise.answer import Confidence, Doubt, DoubtKind, LongLead
from core.planning.promise.case import Draft
from core.planning.promise.desk import Desk
from core.planning.promise.question import DemandLine, PromiseQuestion

MINUTE = timedelta(minutes=1)
MOST_UNREPORTED = 3
"""Orders that are named."""
BOUGHT_SHARE = Decimal("0.5")
"""Beyond this share of the material's value the date is mostly the suppliers' word."""


def doubts_of(desk: Desk, draft: Draft) -> tuple[Doubt, ...]:
    """Every reason to be less than sure, the sources first."""
    unheard = (*_stale(desk), *_unreported(desk, draft))
    return (*unheard, *_to_be_bought(desk, draft), *_overdue(desk, draft), *_estimated(desk, draft))


def confidence_of(doubts: tuple[Doubt, ...]) -> Confidence:
    """HIGH without doubts, MEDIUM with one kind; LOW with more, or when a source was never heard of."""
    is_blind = any(doubt.kind is DoubtKind.STALE_SOURCE and doubt.age_minutes is None for doubt in doubts)
    if is_blind or len({doubt.kind for doubt in doubts}) > 1:
        return Confidence.LOW
    return Confidence.MEDIUM if doubts else Confidence.HIGH


def _stale(desk: Desk) -> Iterator[Doubt]:
    for source in desk.shop.data_ages:
        if source.is_stale(desk.shop.as_of):
            age = source.age(desk.shop.as_of)
            minutes = None if age is None else age // MINUTE
            yield Doubt(kind=DoubtKind.STALE_SOURCE, name=source.source, age_minutes=minutes)


def _unreported(desk: Desk, draft: Draft) -> Iterator[Doubt]:
    """The longest overdue first."""
    until: dict[tuple[str, int], datetime] = {}
    for slot in draft.schedule.slots:
        unit, start = (slot.work_centre, slot.unit), moment_of(slot.start)
        until[unit] = max(start, until.get(unit, start))
    behind = [each for each in desk.shop.unreported if _is_before(desk, each, until)]
    for each in sorted(behind, key=lambda it: (it.since, it.order_no))[:MOST_UNREPORTED]:
        kind = DoubtKind.UNREPORTED_FINISH if each.is_begun else DoubtKind.UNREPORTED_START
        yield Doubt(kind=kind, name=each.order_no, age_minutes=(desk.shop.as_of - each.since) // MINUTE)


def _is_before(desk: Desk, each: Unreported, until: Mapping[tuple[str, int], datetime]) -> bool:
    """Is something of it booked before the draft on one of these machines? Of what has begun, its last operation."""
    held = desk.shop.held.get(each.order_no)
    bookings = held.bookings if held is not None else ()
    if each.is_begun and bookings:
        bookings = (max(bookings, key=lambda it: it.end_at),)
    return any(it.start_at <= until.get((it.work_centre, it.unit), it.start_at - MINUTE) for it in bookings)


def _to_be_bought(desk: Desk, draft: Draft) -> Iterator[Doubt]:
    values = dict.fromkeys(Source, ZERO)
    for _, peg in draft.job.pegs:
        values[peg.source] += peg.qty * max(desk.shop.items_by_code[peg.item_code].unit_cost, Decimal("0.01"))
    total = sum(values.values(), ZERO)
    share = values[Source.PURCHASE] / total if total else ZERO
    if share > BOUGHT_SHARE:
        yield Doubt(kind=DoubtKind.TO_BE_BOUGHT, share=share.quantize(Decimal("0.01")))


def _overdue(desk: Desk, draft: Draft) -> Iterator[Doubt]:
    used = {(peg.po_no, peg.item_code) for _, peg in draft.job.pegs if peg.source is Source.PURCHASE_ORDER}
    for po_no, item_code in sorted(used):
        po = next(each for each in desk.supply.receipts[item_code] if each.po_no == po_no)
        if po.eta <= desk.shop.as_of:
            age = (desk.shop.as_of - po.eta) // MINUTE
            yield Doubt(kind=DoubtKind.OVERDUE_PURCHASE, name=po_no, age_minutes=age)


def _estimated(desk: Desk, draft: Draft) -> Iterator[Doubt]:
    if desk.shop.calendar.is_estimated(draft.promise_date):
        yield Doubt(kind=DoubtKind.HOLIDAYS_ESTIMATED, name=str(draft.promise_date.year))


def long_lead_of(desk: Desk, question: PromiseQuestion, draft: Draft) -> tuple[LongLead, ...]:
    """Bought parts anywhere in the BOM whose lead time eats more than half of the customer's window."""
    today = desk.shop.calendar.local_date(desk.shop.as_of)
    supplied = {peg.item_code for _, peg in draft.job.pegs if peg.source is not Source.STOCK}
    found: dict[str, LongLead] = {}
    for line in sorted(question.lines, key=lambda each: each.requested_date or date.max):
        for item in _bought_parts(desk, line):
            days = _calendar_days(desk, item, today)
            window = (line.requested_date - today).days if line.requested_date is not None else None
            if window is not None and days * 2 > window:
                fact = LongLead(
                    item_code=item.item_code,
                    name=item.name,
                    lead_days=days,
                    window_days=window,
                    is_in_stock=item.item_code not in supplied,
                )
                found.setdefault(item.item_code, fact)
    return tuple(found.values())


def _bought_parts(desk: Desk, line: DemandLine) -> Iterator[Item]:
    seen: set[str] = set()
    left = [line.product]
    while left:
        code = left.pop()
        if code not in seen:
            seen.add(code)
            item = desk.shop.items_by_code[code]
            left += [each.component for each in reversed(desk.shop.boms.get(code, ()))]
            if item.kind is ItemKind.BOUGHT and item.purchase_lead_days:
                yield item


def _calendar_days(desk: Desk, item: Item, today: date) -> int:
    days = item.purchase_lead_days or 0
    if item.lead_day_kind is DayKind.WORKING:
        return (desk.shop.calendar.add_working_days(today, days) - today).days
    return days
