"""E5: how much later every operation, purchase order and drawing of a line may be, before anybody pays for it."""

from dataclasses import replace

from hypothesis import given, settings

from core.planning.factory.shop import Shop
from core.planning.plan.expected import Expected
from core.planning.plan.lanes import Lanes
from core.planning.plan.outlook import Outlook
from core.planning.plan.place import done_by
from core.planning.plan.slack import slacks
from core.planning.plan.spare import LineSlack, Spare
from core.slacks import Slack, SlackKind
from tests.core.planning.factories import DAY, MONDAY, a_shop, ask, bought, november, po
from tests.core.planning.plan.books import booked, books, busy_books, two_orders
from tests.core.planning.plan.test_forecast import FIRST, SECOND, delayed, late, waiting, wanted

ONE_DAY = 24 * 60


def spare(shop: Shop) -> dict[str, LineSlack]:
    """By order."""
    return {line.order_no: line for line in Spare(Outlook(Expected.of(shop))).lines()}


def of_kind(line: LineSlack, kind: SlackKind) -> Slack:
    return next(part for part in line.parts if part.kind is kind)


def test_a_line_promised_a_day_later_than_it_can_leave_has_a_day() -> None:
    line = spare(wanted(booked(a_shop(), [ask(qty=120)]), 1))[FIRST]

    assert line.minutes == ONE_DAY
    assert of_kind(line, SlackKind.OPERATION).work_centre == "M1"


def test_what_others_need_behind_it_on_the_machine_counts() -> None:
    """The first has all the time in the world, and would make the second late."""
    shop = two_orders()
    lines = {line.order_no: line for line in shop.orders}
    later = replace(lines[FIRST], promise_date=november(30))

    found = spare(shop.knowing_all([later, lines[SECOND]]))

    assert found[SECOND].minutes < ONE_DAY
    assert all(line.minutes <= found[SECOND].minutes for line in found.values())


def test_a_purchase_order_may_be_later_by_its_slack_and_no_more() -> None:
    shop = wanted(waiting(), 2)

    part = of_kind(spare(shop)[FIRST], SlackKind.PURCHASE_ORDER)

    days = part.minutes // ONE_DAY
    assert (part.code, days) == ("PO-7", 2)
    assert late(delayed(shop, "PO-7", days)) == {}
    assert late(delayed(shop, "PO-7", days + 1)).keys() == {FIRST}


def test_goods_that_are_sold_as_they_come_may_be_later_too() -> None:
    goods = a_shop(
        items=(bought("T", 9),), stock={}, boms={}, routings={},
        purchase_orders=(po("PO-9", "T", 100, MONDAY + 2 * DAY),),
    )  # fmt: skip
    shop = wanted(booked(goods, [ask("T", qty=50)]), 1)

    line = spare(shop)[FIRST]

    assert [part.kind for part in line.parts] == [SlackKind.PURCHASE_ORDER]
    assert late(delayed(shop, "PO-9", line.minutes // ONE_DAY)) == {}
    assert late(delayed(shop, "PO-9", line.minutes // ONE_DAY + 1)).keys() == {FIRST}


def test_a_drawing_may_be_later_by_its_slack() -> None:
    shop = wanted(booked(a_shop(), [ask()]), 3)
    midnight = MONDAY.replace(hour=16)
    shop = shop.knowing_all(replace(line, drawn_at=midnight + DAY) for line in shop.orders)

    part = of_kind(spare(shop)[FIRST], SlackKind.DRAWING)
    days = part.minutes // ONE_DAY

    def drawn(more: int) -> Shop:
        return shop.knowing_all(replace(it, drawn_at=midnight + (1 + more) * DAY) for it in shop.orders)

    assert days >= 1
    assert late(drawn(days)) == {}
    assert late(drawn(days + 2)) != {}


def test_work_of_engineers_is_told_apart() -> None:
    shop = two_orders()
    design = tuple(replace(it, seq=0) if it.order_no == SECOND else it for it in shop.bookings)

    assert of_kind(spare(shop.changed(bookings=design))[SECOND], SlackKind.DESIGN).work_centre == "M1"


def test_who_is_late_has_none_and_owes_none() -> None:
    shop = wanted(two_orders(), -3)

    assert {line.minutes for line in spare(shop).values()} == {0}


def test_what_is_on_the_shelf_waits_for_nothing() -> None:
    shop = a_shop(items=(bought("T", 9),), stock={"T": 100}, boms={}, routings={})

    assert spare(booked(shop, [ask("T", qty=50)])) == {}


@settings(max_examples=60)
@given(busy_books())
def test_the_last_operation_of_a_line_is_in_time_when_it_begins_as_late_as_it_may(shop: Shop) -> None:
    """Or as late as it is anyway."""
    outlook = Outlook(Expected.of(shop))
    book, found = outlook.book, slacks(Lanes.of(outlook.book, outlook.book.schedule), is_late_allowed=True)
    for order in book.problem.orders:
        work, place = book.works[order.last], found.lanes.places[order.last]
        minutes = work.ways.minutes_on(book.units[place.machine][0])
        end = done_by(book.lanes[place.machine], found.latest[order.last], minutes, runs_on=work.ways.runs_on)
        assert order.last in book.pinned or (end is not None and end <= max(order.due, place.end))


@settings(max_examples=60)
@given(books())
def test_slack_is_never_below_nothing(shop: Shop) -> None:
    assert all(part.minutes >= 0 for line in spare(shop).values() for part in line.parts)
