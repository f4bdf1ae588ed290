"""Small factories, made by hand and made at random.

What draws is made once (`cache`): Hypothesis looks every new strategy through before it draws, which takes longer.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core.calendar import AROUND_THE_CLOCK, NO_HOLIDAYS, Window, WorkingCalendar
from core.planning.factory.master import Alternative, BomLine, DayKind, Item, ItemKind, Operation, WorkCentre
from core.planning.factory.records import PurchaseOrder
from core.planning.factory.shop import Shop
from core.planning.promise.engine import DispatchEngine, book_all
from core.planning.promise.question import DemandLine, PromiseQuestion

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08:00 in the factory
DAY = timedelta(days=1)
SHORT_DAYS = WorkingCalendar(week=(((8 * 60, 10 * 60),),) * 6 + ((),), holidays=NO_HOLIDAYS)
"""Two hours a day: small jobs take days, so that dates tell them apart."""
TWO_SHIFTS = WorkingCalendar(week=(((8 * 60, 9 * 60), (10 * 60, 11 * 60)),) * 5 + ((), ()), holidays=NO_HOLIDAYS)
CLOCK = WorkingCalendar(week=AROUND_THE_CLOCK, holidays=NO_HOLIDAYS)


def bought(code: str, lead_days: int | None = 2, **fields: Any) -> Item:
    """A bought item."""
    return Item(item_code=code, kind=ItemKind.BOUGHT, name=code.lower(), purchase_lead_days=lead_days, **fields)


def made(code: str, **fields: Any) -> Item:
    """A made item."""
    return Item(item_code=code, kind=ItemKind.MADE, name=code.lower(), **fields)


def centre(code: str, calendar: WorkingCalendar = SHORT_DAYS, **fields: Any) -> WorkCentre:
    """A work centre at 60 an hour, 90 in overtime: 1 and 1.5 a minute."""
    rates = {"cost_per_hour": Decimal(60), "overtime_cost_per_hour": Decimal(90)}
    return WorkCentre(work_centre=code, name=code.lower(), calendar=calendar, **{**rates, **fields})


def operation(seq: int, *work_centres: str, minutes: str = "1", **fields: Any) -> Operation:
    """An operation of so many minutes a piece on any of these."""
    alternatives = tuple(Alternative(code) for code in work_centres)
    return Operation(
        **{"seq": seq, "code": f"OP{seq}", "alternatives": alternatives, "minutes_per_unit": Decimal(minutes), **fields}
    )


def of(component: str, qty_per: str = "1", **fields: Any) -> BomLine:
    """A component."""
    return BomLine(component=component, qty_per=Decimal(qty_per), **fields)


def a_shop(**fields: Any) -> Shop:
    """One product `P` of one bought part `A`, made on `M1` at a minute a piece."""
    standard: dict[str, Any] = {
        "version": 1,
        "as_of": MONDAY,
        "calendar": SHORT_DAYS,
        "items": (made("P"), bought("A", unit_cost=Decimal(2))),
        "work_centres": (centre("M1"),),
        "boms": {"P": (of("A"),)},
        "routings": {"P": (operation(10, "M1"),)},
        "stock": {"A": Decimal(1000)},
    }
    return Shop(**{**standard, **fields})


def ask(product: str = "P", qty: int = 60, requested: date | None = None, **fields: Any) -> PromiseQuestion:
    """A question about one line."""
    line = DemandLine(line_no=1, product=product, qty=Decimal(qty), requested_date=requested)
    return PromiseQuestion(**{"order_no": "ORD-2611-0001", "lines": (line,), **fields})


def po(po_no: str, item_code: str, qty: int, eta: datetime) -> PurchaseOrder:
    """An open purchase order."""
    return PurchaseOrder(po_no=po_no, item_code=item_code, open_qty=Decimal(qty), eta=eta)


def november(day: int) -> date:
    """A day of November 2026; the 23rd is a Monday."""
    return date(2026, 11, day)


def short_of_chips(**fields: Any) -> Shop:
    """P needs MCU-32, which takes a week, and A, which is there."""
    chip = bought("MCU-32", 7, unit_cost=Decimal(10), supplier="芯源", **fields)
    return a_shop(
        items=(made("P"), bought("A"), chip, bought("MCU-33", 0, unit_cost=Decimal(12))),
        boms={"P": (of("A"), of("MCU-32"))},
    )


def busy() -> Shop:
    """M1 is booked until Thursday."""
    return book_all(DispatchEngine(), a_shop(), [ask(qty=360, order_no="ORD-A")])[0]


CHECKED = Window(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2), "检修")
BROKEN = Window(MONDAY + 2 * DAY + timedelta(minutes=30), MONDAY + 6 * DAY + timedelta(hours=2), "停机")
"""Until the middle of Sunday's overtime."""
NIGHTS = WorkingCalendar(
    week=(((22 * 60, 25 * 60),),) * 7,
    holidays=NO_HOLIDAYS,
    days_off=tuple((MONDAY.date() + days * DAY, "放假") for days in (1, 2, 6)),
)
CALENDARS = (
    SHORT_DAYS, TWO_SHIFTS, CLOCK, NIGHTS, SHORT_DAYS.closing(CHECKED, BROKEN), CLOCK.closing(CHECKED, BROKEN),
)  # fmt: skip
WORK_CENTRES = ("M1", "M2", "M3")
GROUPS = {"M1": "line", "M2": "line", "M3": ""}
SKILLED = "M1"
"""Where people can solder."""
BOUGHT = ("A", "B", "C")
MADE = ("P", "Q", "R")
"""Each may contain those after it."""


FAMILIES = ("red", "blue", "green")
CHOICES = st.lists(st.sampled_from(WORK_CENTRES), min_size=1, max_size=2, unique=True)
COMPONENTS = {
    code: st.lists(st.sampled_from((*MADE[place + 1 :], *BOUGHT)), max_size=3, unique=True)
    for place, code in enumerate(MADE)
}
"""Those further down the list, and bought parts."""
WISHES = st.one_of(st.none(), st.integers(1, 12).map(lambda days: MONDAY.date() + days * DAY))


@cache
@st.composite
def setups(draw: st.DrawFn, least: int = 15) -> dict[str, dict[tuple[str, str], int]]:
    """Minutes between all families on the line. At 15 or more going round about by a third family takes no less."""
    pairs = [(before, after) for before in FAMILIES for after in FAMILIES if before != after]
    return {"line": {pair: draw(st.integers(least, 30)) for pair in pairs}}


@cache
@st.composite
def routings(draw: st.DrawFn, size: int, families: tuple[str, ...] = ("",)) -> tuple[Operation, ...]:
    """One to `size` operations, some with a choice of work centre, some unattended, some in batches."""
    found = []
    for position in range(draw(st.integers(1, size))):
        codes = draw(CHOICES)
        speeds = st.sampled_from((Decimal("0.5"), Decimal(1), Decimal(2)))
        choices = tuple(Alternative(code, draw(speeds)) for code in codes)
        fields: dict[str, Any] = {"alternatives": choices, "setup_minutes": draw(st.integers(0, 30))}
        fields["yield_percent"] = draw(st.sampled_from((Decimal(100), Decimal(100), Decimal("97.5"), Decimal(50))))
        if draw(st.integers(0, 4)) == 0:
            fields["alternatives"] = (*choices, Alternative("W1", lead_days=draw(st.integers(0, 2)), price=Decimal(3)))
        if SKILLED in codes:
            fields["skill"] = draw(st.sampled_from(("", "SOLDER")))
        if draw(st.integers(0, 4)) == 0:
            fields |= {"batch_size": Decimal(7), "batch_minutes": draw(st.integers(1, 90)), "is_unattended": True}
        fields["setup_family"] = draw(st.sampled_from(families))
        minutes = draw(st.sampled_from(("0", "0.7", "1", "3")))
        found.append(operation(10 * (position + 1), minutes=minutes, **fields))
    return tuple(found)


@cache
@st.composite
def boms(draw: st.DrawFn, made_item: str, seqs: tuple[int, ...]) -> tuple[BomLine, ...]:
    """Components further down the list, and bought parts."""
    components = draw(COMPONENTS[made_item])
    return tuple(
        of(
            component,
            draw(st.sampled_from(("1", "2", "0.3"))),
            scrap_rate=draw(st.sampled_from((Decimal(0), Decimal("0.02")))),
            at_seq=draw(st.sampled_from((None, *seqs))),
        )
        for component in components
    )


@cache
@st.composite
def items(draw: st.DrawFn) -> tuple[Item, ...]:
    """Three bought parts and three made ones."""
    leads = st.integers(0, 6)
    parts = [
        bought(
            code,
            draw(leads),
            unit_cost=Decimal(draw(st.integers(0, 9))),
            lead_day_kind=draw(st.sampled_from(DayKind)),
            expedite_days=draw(st.integers(0, 3)),
            expedite_cost=Decimal(50),
            substitutes=draw(st.sampled_from(((), BOUGHT[-1:]))) if code != BOUGHT[-1] else (),
        )
        for code in BOUGHT
    ]
    lot = draw(st.sampled_from((None, None, Decimal(15))))
    return (
        *parts,
        made(MADE[0], unit_cost=Decimal(20), lot_size=lot),
        *(made(c, unit_cost=Decimal(20)) for c in MADE[1:]),
    )


@cache
@st.composite
def work_centres(draw: st.DrawFn, code: str, overtime: tuple[Window, ...]) -> WorkCentre:
    """One or two machines."""
    skills = frozenset({"SOLDER"} if code == SKILLED else ())
    calendar = draw(st.sampled_from(CALENDARS))
    capacity = draw(st.integers(1, 2))
    return centre(code, calendar, capacity=capacity, overtime=overtime, skills=skills, group=GROUPS[code])


@cache
@st.composite
def subcontractors(draw: st.DrawFn) -> WorkCentre:
    """`W1`, who counts in calendar days or in days of his own."""
    calendar = draw(st.sampled_from((SHORT_DAYS, CLOCK, TWO_SHIFTS)))
    return centre("W1", calendar, capacity=2, is_subcontracted=True, is_unattended=draw(st.booleans()))


@cache
@st.composite
def empty_factories(draw: st.DrawFn, size: int = 3, least: int = 15) -> Shop:
    """A factory without orders; in some the machines have to be changed over."""
    changes_over = draw(st.booleans())
    ways = {code: draw(routings(size, FAMILIES if changes_over else ("",))) for code in MADE}
    overtime = (Window(MONDAY + 6 * DAY, MONDAY + 6 * DAY + timedelta(hours=4), "周日加班"),)
    sunday = draw(st.sampled_from(((), overtime)))
    quantities = st.integers(0, 40)
    arrivals = st.integers(-24, 24 * 8)
    return a_shop(
        items=draw(items()),
        work_centres=(*(draw(work_centres(code, sunday)) for code in WORK_CENTRES), draw(subcontractors())),
        setups=draw(setups(least)) if changes_over else {},
        routings=ways,
        boms={code: draw(boms(code, tuple(each.seq for each in ways[code]))) for code in MADE},
        stock={code: Decimal(draw(quantities)) for code in (*BOUGHT, *MADE)},
        purchase_orders=tuple(
            po(f"PO-{n}", draw(st.sampled_from(BOUGHT)), draw(quantities), MONDAY + timedelta(hours=draw(arrivals)))
            for n in range(draw(st.integers(0, 4)))
        ),
        design_work_centre="M3",
    )


@cache
@st.composite
def questions(draw: st.DrawFn, order_no: str = "ORD-2611-0099", max_lines: int = 2) -> PromiseQuestion:
    """One or two lines, with and without a wish."""
    lines = tuple(
        DemandLine(
            line_no=number,
            product=draw(st.sampled_from((*MADE, "A"))),
            qty=Decimal(draw(st.integers(1, 40))),
            requested_date=draw(WISHES),
            design_minutes=draw(st.sampled_from((0, 0, 45))),
        )
        for number in range(1, draw(st.integers(1, max_lines)) + 1)
    )
    return PromiseQuestion(
        order_no=order_no,
        lines=lines,
        ship_complete=draw(st.booleans()),
        min_ship_qty=Decimal(draw(st.sampled_from((1, 5)))),
    )


def hurried_questions() -> st.SearchStrategy[PromiseQuestion]:
    """Questions of customers who want everything tomorrow: there is mostly something to offer."""
    tomorrow = MONDAY.date() + DAY
    return questions().map(
        lambda it: replace(it, lines=tuple(replace(line, requested_date=tomorrow) for line in it.lines))
    )


@cache
@st.composite
def factories(draw: st.DrawFn, size: int = 3, orders: int = 3, least: int = 15) -> Shop:
    """A factory with some orders booked, in which changing over takes at least so long."""
    shop = draw(empty_factories(size, least))
    book = [draw(questions(f"ORD-2611-{number:04}", 1)) for number in range(draw(st.integers(0, orders)))]
    return book_all(DispatchEngine(), shop, book)[0]
