from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.calendar import FACTORY_TIMEZONE
from core.planning.factory.master import ItemKind, Protection
from core.planning.factory.records import Allocation
from core.planning.factory.shop import Shop
from core.production import WEEKDAYS
from storage.database import Database
from storage.master import import_rows
from storage.shop import factory_calendar, load_shop

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)  # Monday, 09:00 at the factory


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def factory(database: Database) -> Database:
    """Two shifts, one machine and a lamp of two parts."""
    week = dict.fromkeys(WEEKDAYS[:5], "08:00-12:00")
    store(database, "work_centre_calendar", {"key": "day", "name": "白班"} | week)
    store(database, "work_centre_calendar", {"key": "sunday", "name": "周日加班", "sunday": "08:00-12:00"})
    store(database, "work_centre", a_centre("ASM-1", overtime_calendar="sunday"), a_centre("AGE-1", is_unattended=True))
    store(database, "item", an_item("LAMP", "MADE"), an_item("BULB", purchase_lead_time_days=7), an_item("FOOT"))
    store(database, "bom_line", a_line("BULB", scrap_rate="0.02", at_seq=20), a_line("FOOT", qty_per=2, at_seq=99))
    store(database, "routing_operation", an_operation(10, "ASM-1"), an_operation(20, "AGE-1"))
    return database


def a_centre(code: str, **fields: Any) -> dict[str, Any]:
    told = {"code": code, "name": code, "group": code[:3], "calendar": "day", "cost_per_hour": 100}
    return told | fields


def an_item(code: str, kind: str = "BOUGHT", **fields: Any) -> dict[str, Any]:
    return {"item_code": code, "name": code, "kind": kind} | fields


def a_line(component: str, **fields: Any) -> dict[str, Any]:
    return {"parent": "LAMP", "component": component, "qty_per": 1} | fields


def an_operation(seq: int, *centres: str, **fields: Any) -> dict[str, Any]:
    alternatives = [{"work_centre": centre, "speed_percent": 80} for centre in centres]
    told = {"item": "LAMP", "seq": seq, "code": "OP", "name": "工序", "minutes_per_unit": 2}
    return told | {"alternatives": alternatives} | fields


def store(database: Database, table: str, *rows: dict[str, Any]) -> None:
    database.write(lambda session: import_rows(session, table, rows, now=NOW))


def load(database: Database, as_of: datetime = NOW) -> Shop:
    with database.read() as session:
        return load_shop(session, as_of, 7, FACTORY_TIMEZONE)


def test_items_lines_and_operations_are_those_of_the_master_data(factory: Database) -> None:
    shop = load(factory)

    assert (shop.version, shop.as_of) == (7, NOW)
    assert shop.item("LAMP").kind is ItemKind.MADE
    assert shop.item("BULB").purchase_lead_days == 7
    bulb, foot = shop.boms["LAMP"]
    assert (bulb.scrap_rate, bulb.at_seq) == (Decimal("0.02"), 20)
    assert (foot.qty_per, foot.at_seq) == (Decimal(2), None)  # there is no operation 99
    assert [operation.is_unattended for operation in shop.routings["LAMP"]] == [False, True]
    assert shop.routings["LAMP"][0].alternatives[0].speed == Decimal("0.8")


def test_only_the_revision_in_force_is_made(factory: Database) -> None:
    store(factory, "item", an_item("LED"))
    store(factory, "bom_line", a_line("LED", revision="B"))
    assert {line.component for line in load(factory).boms["LAMP"]} == {"BULB", "FOOT"}

    store(factory, "item", an_item("LAMP", "MADE", revision="B"))

    assert {line.component for line in load(factory).boms["LAMP"]} == {"LED"}


def test_an_item_nobody_has_said_how_to_make_does_not_stop_the_others(factory: Database) -> None:
    store(factory, "item", an_item("MYSTERY", "MADE"))

    mystery = load(factory).item("MYSTERY")

    assert (mystery.kind, mystery.purchase_lead_days) == (ItemKind.BOUGHT, None)


def test_only_approved_substitutes_are_offered(factory: Database) -> None:
    store(factory, "substitute", {"item": "BULB", "substitute": "FOOT", "is_approved": False})
    assert load(factory).item("BULB").substitutes == ()

    store(factory, "substitute", {"item": "BULB", "substitute": "FOOT", "is_approved": True})

    assert load(factory).item("BULB").substitutes == ("FOOT",)


def test_what_is_still_to_come_of_open_purchase_orders_arrives_in_the_afternoon(factory: Database) -> None:
    def po(number: str, status: str, received: int) -> dict[str, Any]:
        told = {"po_no": number, "item": "BULB", "qty": 10, "eta": date(2026, 12, 1)}
        return told | {"received_qty": received, "status": status}

    store(
        factory, "purchase_order",
        po("PO-1", "CONFIRMED", 4), po("PO-2", "OPEN", 10), po("PO-3", "RECEIVED", 0), po("PO-4", "CANCELLED", 0),
    )  # fmt: skip

    (order,) = load(factory).purchase_orders
    assert (order.po_no, order.open_qty) == ("PO-1", Decimal(6))
    assert order.eta == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_stock_and_what_is_kept_of_it_are_there(factory: Database) -> None:
    store(factory, "stock", {"item": "BULB", "on_hand_qty": "12.5"})
    kept = Allocation(order_no="ORD-1", item_code="BULB", qty=Decimal(3))

    with factory.read() as session:
        shop = load_shop(session, NOW, 1, FACTORY_TIMEZONE, allocations=[kept])

    assert (shop.stock, shop.allocations) == ({"BULB": Decimal("12.5")}, (kept,))


def working(shop: Shop, code: str, day: date) -> list[tuple[int, int]]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    windows = shop.centres_by_code[code].calendar.windows(start, start + timedelta(days=1))
    return [tuple(int((at - start) / timedelta(minutes=1)) for at in (w.start_at, w.end_at)) for w in windows]  # type: ignore[misc]


def test_a_work_centre_works_its_week_but_not_on_holidays_nor_under_maintenance(factory: Database) -> None:
    store(
        factory, "maintenance_window",
        {"code": "M1", "work_centre": "ASM-1", "start_at": "2026-11-18T10:00:00+08:00",
         "end_at": "2026-11-18T11:00:00+08:00", "repeat_weeks": 1},
    )  # fmt: skip

    shop = load(factory)

    assert working(shop, "ASM-1", date(2026, 11, 24)) == [(480, 720)]
    assert working(shop, "ASM-1", date(2026, 11, 25)) == [(480, 600), (660, 720)]
    assert working(shop, "AGE-1", date(2026, 11, 25)) == [(480, 720)]
    assert working(shop, "ASM-1", date(2026, 11, 29)) == []
    assert working(shop, "ASM-1", date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("day", "exception", "windows"),
    [
        (24, {"kind": "CLOSED"}, []),
        (24, {"kind": "CLOSED", "windows": "08:00-10:00"}, [(600, 720)]),
        (24, {"kind": "OVERTIME", "windows": "13:00-15:00"}, [(480, 720), (780, 900)]),
        (29, {"kind": "WORKING"}, [(480, 720)]),  # a make-up Sunday has the hours of a Monday
        (29, {"kind": "WORKING", "windows": "09:00-10:00"}, [(540, 600)]),
    ],
)
def test_an_exception_changes_one_day(
    factory: Database, day: int, exception: dict[str, str], windows: list[tuple[int, int]]
) -> None:
    store(factory, "calendar_exception", {"calendar": "day", "on_date": date(2026, 11, day)} | exception)

    assert working(load(factory), "ASM-1", date(2026, 11, day)) == windows


def test_a_day_off_takes_the_night_that_begins_on_it_and_no_other(factory: Database) -> None:
    store(factory, "work_centre_calendar", {"key": "night", "name": "夜班"} | dict.fromkeys(WEEKDAYS, "22:00-06:00"))
    store(factory, "work_centre", a_centre("OVEN", calendar="night"))
    store(factory, "calendar_exception", {"calendar": "night", "on_date": date(2026, 11, 25), "kind": "CLOSED"})

    shop = load(factory)

    assert working(shop, "OVEN", date(2026, 11, 25)) == [(0, 360)]
    assert working(shop, "OVEN", date(2026, 11, 26)) == [(1320, 1440)]


def test_overtime_is_offered_where_there_is_a_calendar_of_it(factory: Database) -> None:
    assembly, ageing = (load(factory).centres_by_code[code] for code in ("ASM-1", "AGE-1"))

    assert assembly.overtime[0].start_at == datetime(2026, 11, 29, tzinfo=UTC)
    assert assembly.overtime_premium == 50
    assert ageing.overtime == ()


def test_without_a_calendar_of_its_own_the_factory_works_like_most_of_its_work_centres(factory: Database) -> None:
    with factory.read() as session:
        calendar = factory_calendar(session, FACTORY_TIMEZONE)

    assert [calendar.is_working(NOW + timedelta(hours=hours)) for hours in (0, 2, 3)] == [True, True, False]


def test_a_factory_that_has_told_no_hours_keeps_the_usual_ones(database: Database) -> None:
    store(database, "work_centre_calendar", {"key": "factory", "name": "厂历"})

    with database.read() as session:
        calendar = factory_calendar(session, FACTORY_TIMEZONE)

    assert calendar.is_working(NOW)


def test_design_work_goes_to_the_engineers_if_there_are_any(factory: Database) -> None:
    assert load(factory).design_work_centre is None

    store(factory, "work_centre", a_centre("RND"))

    assert load(factory).design_work_centre == "RND"


def test_a_database_without_a_factory_gives_an_empty_shop(database: Database) -> None:
    shop = load(database)

    assert (shop.items, shop.work_centres, shop.routings) == ((), (), {})


def test_how_things_are_made_is_read_from_the_master_data(factory: Database) -> None:
    store(factory, "item", an_item("LAMP", "MADE", lot_size="500"))
    store(
        factory, "work_centre", a_centre("WX-1", is_subcontracted=True, is_unattended=True, capacity=3, skills=["焊接"])
    )
    outside = {"work_centre": "WX-1", "lead_days": 4, "price": "2.5"}
    store(
        factory, "routing_operation",
        an_operation(10, alternatives=[{"work_centre": "ASM-1"}, outside], yield_percent="98.5", skill="焊接",
                     setup_family="{panel_colour}"),
        an_operation(20, alternatives=[{"work_centre": "AGE-1"}, outside]),
    )  # fmt: skip

    shop = load(factory)

    assert shop.item("LAMP").lot_size == 500
    solder, age = shop.routings["LAMP"]
    assert (solder.yield_percent, solder.skill, solder.setup_family) == (Decimal("98.5"), "焊接", "{panel_colour}")
    assert (solder.alternatives[1].lead_days, solder.alternatives[1].price) == (4, Decimal("2.5"))
    assert (solder.is_unattended, age.is_unattended) == (False, True)  # whatever the subcontractor does
    centre = shop.centres_by_code["WX-1"]
    assert (centre.is_subcontracted, sorted(centre.skills), centre.day_minutes) == (True, ["焊接"], 1440)


def test_set_ups_between_families_and_protected_capacity_are_there(factory: Database) -> None:
    store(factory, "setup_matrix", {"group": "INJ", "from_family": "白色", "to_family": "黑色", "minutes": 20})
    protected = {"customer_class": "A", "group": "SMT", "share_percent": 20, "release_days": 5}
    store(factory, "protected_capacity", protected)

    shop = load(factory)

    assert shop.setups == {"INJ": {("白色", "黑色"): 20}}
    assert shop.protected == (Protection("A", "SMT", Decimal("0.2"), 5),)
