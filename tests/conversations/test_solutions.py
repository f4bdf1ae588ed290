"""L1, L2: standard solutions near a custom order, with a date for each; taking one saves the drawing."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from core.orders import Order, OrderLine
from core.planning.promise.answer import PromiseAnswer
from handlers.commands import CompleteSpec
from handlers.sender import TONGPIN
from storage.solutions import flag_solutions, get_solution, measured_lead_days, reuse, use_of
from tests.kit import Room, Shown
from tests.kit.stories import a_sold_order, actions, an_order, the_order

CUSTOM = "云栖 SW-500 80台 12月28日 面板颜色=红色 供电=220V"
"""Red panels are made by nobody yet: somebody has to draw them."""
NUMBER = "ORD-2611-0001"
NEAREST = "SOL-TZ4"


def line(room: Room) -> OrderLine:
    return the_order(room, NUMBER).lines[0]


def is_drawn(room: Room) -> bool:
    """Engineers' time is planned for it."""
    promise = the_order(room, NUMBER).latest_promise
    assert promise is not None
    return any(slot.is_design for slot in PromiseAnswer.from_json(promise.answer).bookings)


def pick(card: Shown, solution: str = NEAREST) -> str:
    return next(button for button in card.buttons if solution in button)


def flags(room: Room, *items: str, change_no: str = "CHG-2611-0001") -> None:
    """An engineering change touches these items."""
    room.program.bus.database.write(lambda session: flag_solutions(session, items, change_no, room.now))


@pytest.fixture
def compared(room: Room) -> Shown:
    an_order(room, CUSTOM)
    room.says("lin.xiaoyan", "/match 0001", to="sales")
    return room.last_card("sales")


@pytest.mark.every_database
def test_it_says_what_differs_and_when_each_can_ship(room: Room, compared: Shown) -> None:
    assert compared.title == f"{NUMBER} 可选的标准方案"
    assert "面板颜色 红色 → 灰色" in compared
    assert "比定制早" in compared
    assert sum("SOL-" in button for button in compared.buttons) == 3


@pytest.mark.every_database
def test_taking_one_saves_the_drawing(room: Room, compared: Shown) -> None:
    before = the_order(room, NUMBER).latest_promise
    assert before is not None
    assert is_drawn(room)

    room.taps("lin.xiaoyan", pick(compared), on=compared)

    assert (line(room).solution_code, line(room).is_custom) == (NEAREST, False)
    assert line(room).spec["panel_colour"] == "灰色"
    assert not is_drawn(room)
    after = the_order(room, NUMBER).latest_promise
    assert after is not None
    assert after.promise_date is not None
    assert before.promise_date is not None
    assert after.promise_date < before.promise_date
    assert ("lin.xiaoyan", "SolutionPicked") in actions(room, NUMBER)


def test_the_promise_of_a_custom_order_leads_there(room: Room) -> None:
    card = an_order(room, CUSTOM)

    room.taps("lin.xiaoyan", "看标准方案", on=card)

    assert NEAREST in room.last_card("sales")


def test_the_promise_of_a_standard_order_does_not(room: Room) -> None:
    assert "看标准方案" not in an_order(room).buttons


def test_twice_is_once(room: Room, compared: Shown) -> None:
    room.taps("lin.xiaoyan", pick(compared), on=compared)
    revision = the_order(room, NUMBER).revision

    room.taps("lin.xiaoyan", pick(compared), on=compared)

    assert the_order(room, NUMBER).revision == revision


def test_an_old_comparison_is_not_obeyed(room: Room, compared: Shown) -> None:
    room.taps("lin.xiaoyan", "重新答复", to="sales", on=NUMBER)

    room.taps("lin.xiaoyan", pick(compared), on=compared)

    assert line(room).solution_code == ""


def test_what_is_sold_is_an_order_change(room: Room) -> None:
    a_sold_order(room, CUSTOM)

    room.says("lin.xiaoyan", "/match 0001", to="sales")

    assert "订单变更" in room.last_card("sales")


def test_a_standard_order_needs_none(room: Room) -> None:
    an_order(room)

    room.says("lin.xiaoyan", "/选型 0001", to="sales")

    assert "没有定制项" in room.last_card("sales")


def test_what_nothing_comes_near_has_to_be_drawn(room: Room) -> None:
    an_order(room, "恒远 CM-10 20台 12月28日 轨道长度=9 供电=220V")

    room.says("lin.xiaoyan", "/match 0001", to="sales")

    assert "没有和" in room.last_card("sales")


def test_engineers_choose_for_anybody_and_the_owner_reads_of_it(room: Room, compared: Shown) -> None:
    room.says("zhao.gong", "/match 0001", to="rnd")
    card = room.last_card("rnd")

    room.taps("zhao.gong", pick(card), on=card)

    assert line(room).solution_code == NEAREST
    assert "赵工选用了" in room.last_card("lin.xiaoyan")


def test_production_compares_and_does_not_choose(room: Room, compared: Shown) -> None:
    room.says("wang.sheng", "/match 0001", to="production")
    card = room.last_card("production")

    room.taps("wang.sheng", pick(card), on=card)

    assert "没有权限" in room.toast
    assert line(room).solution_code == ""


@pytest.mark.parametrize("person", ["he.tao", "chen.cai"])
def test_a_colleague_of_sales_and_purchasing_do_not_compare(room: Room, compared: Shown, person: str) -> None:
    room.says(person, "/match 0001")

    assert "没有权限" in room.last_card(person)


def test_another_spec_is_another_thing(room: Room, compared: Shown) -> None:
    room.taps("lin.xiaoyan", pick(compared), on=compared)
    told = CompleteSpec(order_no=NUMBER, spec={"panel_colour": "红色"})

    room.program.bus.execute(told, sender=TONGPIN, now=room.now)
    room.settle()

    assert (line(room).solution_code, line(room).is_custom) == ("", True)
    assert the_order(room, NUMBER).is_promising


class TestChanged:
    """An engineering change touches what a solution is made of."""

    def test_every_solution_with_the_part_is_held_back(self, room: Room) -> None:
        an_order(room, CUSTOM)
        flags(room, "MCU-32")

        room.says("lin.xiaoyan", "/match 0001", to="sales")

        assert "没有和" in room.last_card("sales")
        with room.read() as session:
            flagged = {code for code in ("SOL-TW4", "SOL-TZ4", "SOL-LP") if get_solution(session, code).flagged_by}
        assert flagged == {"SOL-TW4", "SOL-TZ4"}

    def test_one_that_was_shown_before_is_not_taken(self, room: Room, compared: Shown) -> None:
        flags(room, "PCBA-SW5")

        room.taps("lin.xiaoyan", pick(compared), on=compared)

        assert "CHG-2611-0001" in room.toast
        assert line(room).solution_code == ""

    def test_rnd_looks_and_offers_it_again(self, room: Room) -> None:
        an_order(room, CUSTOM)
        flags(room, "PCBA-SW5")
        room.says("zhao.gong", "/solutions", to="rnd")
        card = room.last_card("rnd")
        assert "待复核" in card

        room.taps("zhao.gong", next(it for it in card.buttons if "复核" in it or NEAREST in it), on=card)

        with room.read() as session:
            assert get_solution(session, NEAREST).is_offered

    def test_others_only_look(self, room: Room) -> None:
        flags(room, "PCBA-SW5")

        room.says("lin.xiaoyan", "/标准方案", to="sales")

        assert "待复核" in room.last_card("sales")
        assert not any("复核" in button for button in room.last_card("sales").buttons)


def test_what_is_reused_is_counted(room: Room, compared: Shown) -> None:
    room.taps("lin.xiaoyan", pick(compared), on=compared)
    room.taps("lin.xiaoyan", "确认下单", to="sales", on=NUMBER)
    a_sold_order(room, "云栖 SW-500 60台 12月28日 面板颜色=红色 供电=220V")

    with room.read() as session:
        found = reuse(session)
        use = use_of(session, NUMBER, 1)
    assert (found.custom, found.filled, found.percent) == (2, 1, 50)
    assert use is not None
    promised = line(room).first_promise_date
    assert promised is not None
    assert use.drawn_date is not None
    assert found.days_saved == (use.drawn_date - promised).days > 0


def test_the_lead_time_is_measured_on_what_left(room: Room, compared: Shown) -> None:
    room.taps("lin.xiaoyan", pick(compared), on=compared)
    room.taps("lin.xiaoyan", "确认下单", to="sales", on=NUMBER)
    _ships(room, after_days=9)

    with room.read() as session:
        assert measured_lead_days(session, room.zone) == {NEAREST: (9, 1)}


def _ships(room: Room, after_days: int) -> None:
    def work(session: Session) -> None:
        order = session.get(Order, NUMBER)
        assert order is not None
        order.lines[0].actual_ship_date = room.today + timedelta(days=after_days)

    room.program.bus.database.write(work)
