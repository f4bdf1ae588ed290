from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, SQLModel, create_engine

from bot.files import ImportFile, OrderRow
from bot.files.tables import TABLES
from bot.sample import sample_files
from core.calendar import FACTORY_TIMEZONE, Window
from core.catalogue import ProductFamily
from core.orders.status import OrderStatus
from core.people import Role
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, OptionKind, PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all
from core.planning.promise.question import DemandLine, PromiseQuestion
from storage import catalogue, models
from storage.master import import_rows
from storage.shop import load_shop

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)
# A Sunday, the week before Golden Week, and the week of the Spring Festival.
OTHER_DAYS = (date(2026, 11, 29), date(2026, 9, 28), date(2027, 2, 4))


@cache
def files(today: date = MONDAY) -> dict[str, ImportFile]:
    return {file.table: file for file in sample_files(today)}


def orders(today: date = MONDAY) -> list[OrderRow]:
    return [OrderRow.of(row) for row in files(today)["order"].rows]


@pytest.fixture
def session() -> Iterator[Session]:
    """An open database that holds the sample's master data."""
    engine = create_engine("sqlite://")
    models.METADATA.create_all(engine)
    with Session(engine) as session:
        for file in files().values():
            if file.table != "order":
                import_rows(session, file.table, file.rows, now=at_nine(MONDAY))
        yield session
    SQLModel.metadata.drop_all(engine)


def at_nine(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)


@pytest.mark.parametrize("today", [MONDAY, *OTHER_DAYS])
def test_every_cell_of_the_sample_can_be_taken_whatever_the_day(today: date) -> None:
    assert files(today).keys() == TABLES.keys()
    assert [problem for file in files(today).values() for problem in file.problems] == []
    assert [file.ignored_headers for file in files(today).values() if file.ignored_headers] == []


def test_the_sample_is_the_same_each_time() -> None:
    assert sample_files(MONDAY) == sample_files(MONDAY)


def test_the_people_of_the_sample_are_those_of_the_story() -> None:
    people = {row["key"]: row for row in files()["person"].rows}
    leads = {row["key"]: row["lead"] for row in files()["department"].rows}

    assert people.keys() == {
        "lin.xiaoyan", "zhou.lan", "he.tao", "wang.sheng", "sun.li", "zhao.gong", "qian.qi", "chen.cai", "wu.jian",
        "zheng.ku", "gao.yuan", "shen.xie", "luo.wei",
    }  # fmt: skip
    assert people["lin.xiaoyan"]["feishu"] == "ou_lin_xiaoyan"
    assert {role for row in people.values() for role in row["roles"]} == set(Role)
    assert leads["production"] == "wang.sheng"
    assert set(leads.values()) <= people.keys()


def test_every_department_has_a_chat_on_both_platforms() -> None:
    chats = {row["key"]: row["chats"] for row in files()["department"].rows}

    assert chats["collaboration"] == ["feishu:oc_collab", "wecom:wr_collab"]
    assert all({chat.split(":")[0] for chat in each} == {"feishu", "wecom"} for each in chats.values())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("温控器", "SW-300"),
        ("温控面板", "SW-300"),
        ("高端温控", "SW-500"),
        ("门锁", "DL-20"),
        ("指纹锁", "DL-50"),
        ("窗帘", "CM-10"),
        ("开关", "KP-3"),
    ],
)
def test_a_product_is_known_by_what_people_type(words: str, code: str) -> None:
    assert [row["code"] for row in files()["product"].rows if words in row["aliases"]] == [code]


def test_long_lead_items_take_as_long_as_the_story_says() -> None:
    lead_days = {row["item_code"]: row["purchase_lead_time_days"] for row in files()["item"].rows}
    others = {days for code, days in lead_days.items() if days and code not in ("MCU-32", "LCD-4", "LB-6068")}

    assert (lead_days["MCU-32"], lead_days["LCD-4"], lead_days["LB-6068"]) == (20, 15, 12)
    assert others <= set(range(2, 8))


def test_orders_are_in_all_states_with_some_late_one_on_hold_and_one_drawing_overdue() -> None:
    states = Counter(order.status for order in orders())
    open_orders = [order for order in orders() if order.status in (OrderStatus.CONFIRMED, OrderStatus.IN_PRODUCTION)]

    assert states.keys() == set(OrderStatus)
    assert 40 <= len(orders()) <= 46
    assert sum(1 for order in open_orders if order.promise_date and order.promise_date < MONDAY) == 2
    assert sum(1 for order in open_orders if order.on_hold_reason) == 1
    assert sum(1 for order in open_orders if order.design_due_date and order.design_due_date < MONDAY) == 1


@pytest.mark.parametrize("today", [MONDAY, *OTHER_DAYS])
def test_order_numbers_of_a_month_have_no_gaps(today: date) -> None:
    numbers: dict[str, set[int]] = {}
    for order in orders(today):
        _, month, number = order.order_no.split("-")
        assert month == f"{order.placed_at:%y%m}"
        numbers.setdefault(month, set()).add(int(number))

    assert all(found == set(range(1, len(found) + 1)) for found in numbers.values())


def test_every_spec_of_the_sample_is_in_its_stored_form(session: Session) -> None:
    families = catalogue.families(session)
    products = {product.code: product for product in catalogue.products(session)}

    for order in orders():
        family = families[products[order.product].family]
        assert family.read(order.spec) == order.spec
        assert order.status is OrderStatus.INQUIRY or not family.missing(order.spec)
    assert all(families[p.family].read(p.default_spec) == p.default_spec for p in products.values())


# --- what the planner makes of it ----------------------------------------------------------


def test_three_hundred_panels_are_promised_within_three_weeks_because_of_the_controller_chip(
    session: Session,
) -> None:
    _, booked = _booked(session)

    answer = _answer(booked, "SW-300", 300, wanted_in=12)

    assert answer.promise_date is not None
    assert 14 <= (answer.promise_date - MONDAY).days <= 21
    assert (answer.binding_constraint.kind, answer.binding_constraint.code) == (ConstraintKind.MATERIAL, "MCU-32")
    assert {OptionKind.EXPEDITE_MATERIAL, OptionKind.SUBSTITUTE} <= {option.kind for option in answer.options}
    assert 130 * 300 < answer.cost.total < 200 * 300


def test_orders_that_wait_for_the_controller_chip_are_at_risk(session: Session) -> None:
    answers, _ = _booked(session)

    late = {
        order.product
        for order in orders()
        if order.status is OrderStatus.RELEASED and order.promise_date
        and (answers[order.order_no].promise_date or date.max) > order.promise_date
    }  # fmt: skip

    assert late == {"SW-300"}


def test_the_factory_is_busy_but_not_full(session: Session) -> None:
    _, shop = _booked(session)
    now, end = shop.as_of, shop.as_of + timedelta(days=14)
    used: Counter[str] = Counter()
    for booking in shop.bookings:
        calendar = shop.centres_by_code[booking.work_centre].calendar
        used[booking.work_centre] += calendar.work_minutes_between(max(now, booking.start_at), min(end, booking.end_at))
    loads = {
        centre.work_centre: used[centre.work_centre] / centre.calendar.work_minutes_between(now, end) / centre.capacity
        for centre in shop.work_centres
    }
    lines = [load for code, load in loads.items() if code[:3] in ("ASM", "TES", "CNC")]

    assert 0.6 <= sum(lines) / len(lines) <= 0.8
    assert max(loads.values()) < 0.95


def test_every_order_of_the_sample_can_be_made(session: Session) -> None:
    answers, _ = _booked(session)

    assert [number for number, answer in answers.items() if answer.promise_date is None] == []


def test_nothing_runs_while_its_work_centre_stands_still(session: Session) -> None:
    _, shop = _booked(session)

    for booking in shop.bookings:
        centre = shop.centres_by_code[booking.work_centre]
        closed = centre.calendar.closed
        if booking.overtime_minutes or booking.is_design:
            continue
        assert centre.calendar.is_working(booking.start_at)
        worked = centre.calendar.work_minutes_between(booking.start_at, booking.end_at)
        runs_on = centre.is_unattended
        assert runs_on or worked == booking.work_minutes
        assert not runs_on or not [w for w in closed if w.start_at < booking.end_at and booking.start_at < w.end_at]


def test_a_large_order_of_switches_is_made_in_lots_and_scrap_is_started_with_it(session: Session) -> None:
    _, booked = _booked(session)

    answer = _answer(booked, "KP-3", 3000, wanted_in=10)

    assembled = [each for each in answer.bookings if (each.item_code, each.operation) == ("KP-3", "ASM")]
    assert sorted(each.lot for each in assembled) == [1, 2, 3, 4, 5, 6]
    assert sum(each.qty for each in assembled) == 3000
    boards = [each for each in answer.bookings if each.item_code == "PCBA-KP"]
    started = {each.operation: each.qty for each in boards}
    assert started["SMT"] > started["ICT"]


def test_when_the_coating_line_is_full_the_coater_outside_does_it_at_his_price(session: Session) -> None:
    _, booked = _booked(session)
    (line,) = (each for each in booked.work_centres if each.work_centre == "COAT-1")
    stop = Window(booked.as_of, booked.as_of + timedelta(days=60), "大修")
    stopped = replace(line, calendar=line.calendar.closing(stop))
    centres = (stopped if each is line else each for each in booked.work_centres)

    answer = _answer(booked.changed(work_centres=tuple(centres)), "DL-20", 300, wanted_in=10)

    (coated,) = (each for each in answer.bookings if each.operation == "COAT" and each.item_code == "FP-DL")
    assert (coated.work_centre, coated.end_at - coated.start_at) == ("WX-COAT", timedelta(days=4))
    assert answer.cost.subcontracting >= coated.qty * Decimal("6.5")


def _booked(session: Session) -> tuple[dict[str, PromiseAnswer], Shop]:
    """The shop with what is left of every sold or quoted order booked in it."""
    shop = load_shop(session, at_nine(MONDAY), 1, FACTORY_TIMEZONE)
    families = catalogue.families(session)
    family_of = {product.code: families[product.family] for product in catalogue.products(session)}
    lines: dict[str, list[DemandLine]] = {}
    for order in orders():
        if order.status in (OrderStatus.QUOTED, OrderStatus.CONFIRMED, OrderStatus.RELEASED, OrderStatus.IN_PRODUCTION):
            lines.setdefault(order.order_no, []).append(_demand(order, family_of[order.product]))
    begun = {order.order_no for order in orders() if order.status is OrderStatus.IN_PRODUCTION}
    questions = [
        PromiseQuestion(order_no=number, lines=tuple(each), is_issued=number in begun) for number, each in lines.items()
    ]
    shop, answers = book_all(DispatchEngine(), shop, questions)
    return {answer.order_no: answer for answer in answers}, shop


def _demand(order: OrderRow, family: ProductFamily) -> DemandLine:
    left = Decimal(order.quantity * (100 - order.percent) // 100)
    is_custom = bool(family.custom(order.spec)) and not order.is_design_released
    return DemandLine(
        line_no=order.line_no, product=order.product, qty=left,
        requested_date=order.promise_date or order.requested_date,
        design_minutes=family.design_minutes if is_custom else 0, spec=tuple(order.spec.items()),
    )  # fmt: skip


def _answer(shop: Shop, product: str, quantity: int, *, wanted_in: int) -> PromiseAnswer:
    line = DemandLine(
        line_no=1, product=product, qty=Decimal(quantity), requested_date=MONDAY + timedelta(days=wanted_in)
    )
    return DispatchEngine().answer(shop, PromiseQuestion(order_no="NEW", lines=(line,), customer_class="A"))
