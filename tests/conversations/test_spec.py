"""What is still to be said about a product's spec, and what a custom wish does to the promise."""

import pytest

from core.catalogue import SpecKind
from handlers.importing import ImportRows
from handlers.sender import TONGPIN
from tests.kit import Room
from tests.kit.stories import TRACKS, an_order, answered, stores, the_order

NUMBER = "ORD-2611-0001"


def test_missing_spec_fields_are_asked_for_on_the_answer_s_card(room: Room) -> None:
    card = an_order(room)

    assert "spec_voltage" in card.fields
    assert "220V" in card.fields["spec_voltage"].choices


def test_they_are_filled_in_there(room: Room) -> None:
    card = an_order(room)

    room.submits("lin.xiaoyan", {"spec_voltage": "220V"}, on=card)

    assert room.toast == "规格已更新"
    assert the_order(room).lines[0].spec["voltage"] == "220V"
    assert "spec_voltage" not in room.again(card).fields
    assert "220V" in room.again(card)


def test_a_value_that_does_not_exist_is_refused(room: Room) -> None:
    card = an_order(room)

    room.submits("lin.xiaoyan", {"spec_voltage": "9000V"}, on=card, is_raw=True)

    assert "没有“9000V”这一项" in room.toast
    assert "voltage" not in the_order(room).lines[0].spec


def test_a_custom_wish_opens_design_work_and_a_new_answer(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-500 100台 1月20日 5.5寸屏", to="sales")

    order, card = the_order(room), room.last_card("sales")
    assert order.lines[0].is_custom
    assert "定制" in card
    promise = order.latest_promise
    assert promise is not None
    answered(room, NUMBER)
    room.taps("lin.xiaoyan", "确认下单", on=card)
    planned = {node.kind.name: node.planned_date for node in the_order(room).nodes}
    assert planned["DRAWING"] is not None
    assert planned["START"] is not None
    assert room.today < planned["DRAWING"] <= planned["START"]


def test_only_its_own_salesperson_fills_it_in(room: Room) -> None:
    card = an_order(room)

    room.submits("he.tao", {"spec_voltage": "220V"}, on=card)

    assert "可以找：林晓燕" in room.toast


@pytest.mark.every_database
def test_a_field_that_becomes_a_number_does_not_keep_what_was_sold_from_anybody(room: Room) -> None:
    card = an_order(room)
    becomes = {"family": "thermostat", "key": "panel_colour", "label": "面板颜色", "kind": SpecKind.NUMBER}
    room.program.bus.execute(ImportRows(table="spec_field", rows=[becomes]), sender=TONGPIN, now=room.now)

    room.taps("lin.xiaoyan", "确认下单", on=card)  # the factory's data have moved: it is answered again first
    room.taps("lin.xiaoyan", "确认下单", on=card)

    for department in TRACKS:
        assert NUMBER in room.last_card(department)
    assert "面板颜色 白色" in room.again(card)


def test_a_custom_order_is_not_promised_out_of_standard_stock(room: Room) -> None:
    stores(room, "stock", {"item": "SW-500", "on_hand_qty": "500"})

    an_order(room, "恒远 SW-500 100台 1月20日 5.5寸屏")

    promise = the_order(room).latest_promise
    assert promise is not None
    assert "SW-500" not in {use["item_code"] for use in promise.answer["materials"]}
    assert "SW-500" in {slot["item_code"] for slot in promise.answer["bookings"] if slot["operation"] != "DESIGN"}


@pytest.mark.parametrize("words", ["2位 白色", "两位 白色", "双开 白色", "2键 白色"])
def test_a_number_of_gangs_is_read_however_it_is_written(room: Room, words: str) -> None:
    room.says("lin.xiaoyan", f"/quote 启明 KP-3 100 1月20日 {words}", to="sales")

    line = the_order(room).lines[0]
    assert (line.quantity, line.spec, line.requirement) == (100, {"gangs": "2", "panel_colour": "白色"}, "")


def test_a_number_that_no_option_has_is_asked_back(room: Room) -> None:
    room.says("lin.xiaoyan", "/quote 启明 KP-3 100 1月20日 5位 白色", to="sales")

    assert "位数没有“5”这一项" in room.last_card("sales")
