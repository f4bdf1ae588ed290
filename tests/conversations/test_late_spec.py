"""What nobody asked the customer before the order was sold: still filled in on its card, and waited for."""

import pytest

from core.orders import NodeKind, OrderStatus
from handlers.importing import ImportRows
from handlers.sender import TONGPIN
from tests.kit import Room
from tests.kit.shown import Shown, ShownButton
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, actions, an_order, the_order

NUMBER = "ORD-2611-0001"
WITHOUT_VOLTAGE = "恒远 SW-300 300台 12月20日 白色"
WITHOUT_COLOUR = "恒远 SW-300 300台 12月20日 220V"
WITHOUT_BOTH = "恒远 SW-300 300台 12月20日"


def acknowledged(room: Room) -> None:
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department)


def save(card: Shown) -> ShownButton:
    """The button of the form."""
    return next(button for button in card.shown_buttons if button.value["act"] == "spec")


class TestTheJourney:
    def test_the_card_of_a_sold_order_asks_for_what_is_missing_and_only_for_that(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        assert set(card.fields) == {"spec_voltage"}
        assert set(card.fields["spec_voltage"].choices) == {"220V", "24V"}
        assert "还缺这些规格，补全后才能下达生产" in card

    def test_it_is_filled_in_there_and_every_department_reads_it(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)
        assert "还缺规格：供电。由林晓燕在订单卡片上补全" in room.last_card("rnd")
        assert room.last_card("production").facts["还缺规格"] == "供电"

        room.submits("lin.xiaoyan", {"spec_voltage": "24V"}, on=card)

        assert room.toast == "规格已更新"
        assert the_order(room).lines[0].spec["voltage"] == "24V"
        assert not room.again(card).fields
        for department in TRACKS:
            assert "24V" in room.last_card(department)
            assert "还缺规格" not in room.last_card(department)

    def test_the_release_waits_for_it_and_sales_is_told(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        acknowledged(room)

        assert room.toast == "已收到，谢谢"
        assert room.again(card).tags == ("已下单",)
        assert "等林晓燕补规格（供电）。" in room.again(card)
        assert "只差规格：供电" in room.last_card("lin.xiaoyan")
        assert "三个部门都收到了" not in room.last_card("lin.xiaoyan").title
        assert not the_order(room).node(NodeKind.REQUIREMENT).is_done

    def test_the_last_missing_field_releases_it(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_BOTH)
        acknowledged(room)

        room.submits("lin.xiaoyan", {"spec_voltage": "220V"}, on=card)
        assert room.again(card).tags == ("已下单",)
        assert set(room.again(card).fields) == {"spec_panel_colour"}
        room.submits("lin.xiaoyan", {"spec_panel_colour": "白色"}, on=card)

        assert room.again(card).tags == ("已下达",)
        assert room.last_card("lin.xiaoyan").title == f"{NUMBER} 三个部门都收到了"
        assert the_order(room).node(NodeKind.REQUIREMENT).reported_by == "lin.xiaoyan"

    def test_filled_in_early_it_keeps_nobody_waiting(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)
        room.submits("lin.xiaoyan", {"spec_voltage": "220V"}, on=card)
        assert room.again(card).tags == ("已下单",)

        acknowledged(room)

        assert room.again(card).tags == ("已下达",)
        assert not room.cards("lin.xiaoyan", about="只差规格")

    def test_the_promise_stays_what_it_was(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)
        before = the_order(room)

        room.submits("lin.xiaoyan", {"spec_voltage": "24V"}, on=card)

        after = the_order(room)
        assert (after.promise_date, len(after.promises)) == (before.promise_date, len(before.promises))
        assert not after.is_promising

    @pytest.mark.every_database
    def test_it_waits_for_its_drawing_although_the_special_value_has_become_an_ordinary_one(self, room: Room) -> None:
        card = a_sold_order(room, "恒远 SW-500 100台 1月20日 5.5寸屏")
        released = {"family": "thermostat", "key": "screen_inch", "label": "屏幕尺寸", "kind": "CHOICE"}
        command = ImportRows(table="spec_field", rows=[released | {"options": [{"value": "5.5in"}]}])
        room.program.bus.execute(command, sender=TONGPIN, now=room.now)

        room.submits("lin.xiaoyan", {"spec_voltage": "220V"}, on=card)

        order = the_order(room)
        assert room.toast == "规格已更新"
        assert order.lines[0].is_custom
        assert (len(order.promises), order.is_promising) == (1, False)

    def test_every_card_of_the_order_offers_it(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)
        room.says("shen.xie", "/order 0001")

        room.submits("shen.xie", {"spec_voltage": "220V"}, to="shen.xie")

        assert room.toast == "规格已更新"
        assert not room.last_card("shen.xie").fields
        # `/order` is asked in another chat: the card in the sales chat lives on
        assert not room.again(card).fields

    def test_the_morning_report_says_whose_word_is_awaited(self, room: Room) -> None:
        a_sold_order(room, WITHOUT_VOLTAGE)
        acknowledged(room)

        room.advance(days=1)

        digest = room.last_card("management", about="早报")
        assert "还没下达 1 张" in digest
        assert "等林晓燕补规格（供电）" in digest


class TestRefused:
    def test_production_may_not_start_without_it(self, room: Room) -> None:
        a_sold_order(room, WITHOUT_BOTH)
        acknowledged(room)
        room.taps("zhao.gong", "图纸已确认", to="rnd")
        room.taps("chen.cai", "物料已齐套", to="purchasing")

        room.taps("wang.sheng", "已开工", to="production")

        assert room.toast == f"{NUMBER} 还缺规格：供电、面板颜色。请销售在订单卡片上补全，下达后才能开工。"
        assert the_order(room).status is OrderStatus.CONFIRMED
        assert not the_order(room).node(NodeKind.START).is_done

    def test_what_is_told_stays_as_it_was_sold(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        room.sends_value(
            "lin.xiaoyan", save(card).value, on=card, form={"spec_panel_colour": "黑色", "spec_voltage": "220V"}
        )

        assert room.toast.startswith(f"{NUMBER} 现在是“已下单”，规格已经定下来")
        assert the_order(room).lines[0].spec["panel_colour"] == "白色"
        assert "voltage" not in the_order(room).lines[0].spec

    def test_a_value_that_does_not_exist_is_named_with_those_that_do(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        room.submits("lin.xiaoyan", {"spec_voltage": "9000V"}, on=card, is_raw=True)

        assert room.toast == "供电没有“9000V”这一项，可选：220V、24V"
        assert "spec_voltage" in room.again(card).fields

    def test_a_value_that_needs_a_drawing_was_not_promised_for(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_COLOUR)
        assert set(card.fields["spec_panel_colour"].choices) == {"白色", "灰色", "黑色"}

        room.submits("lin.xiaoyan", {"spec_panel_colour": "粉色"}, on=card, is_raw=True)

        assert room.toast.startswith("面板颜色填的值要重新出图")
        assert not the_order(room).lines[0].is_custom
        assert "panel_colour" not in the_order(room).lines[0].spec

    def test_unless_a_drawing_is_in_the_plan_anyhow(self, room: Room) -> None:
        card = a_sold_order(room, "恒远 SW-300 100台 1月20日 5.5寸屏 220V")
        assert not card.fields["spec_panel_colour"].choices

        room.submits("lin.xiaoyan", {"spec_panel_colour": "粉色"}, on=card)

        assert room.toast == "规格已更新"
        assert "粉色" in room.last_card("rnd")

    def test_a_form_with_nothing_filled_in_says_what_to_fill_in(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)
        before = the_order(room).revision

        room.submits("lin.xiaoyan", {"spec_voltage": ""}, on=card)

        assert room.toast == "还什么都没填，请先填好再保存：供电。"
        assert the_order(room).revision == before

    @pytest.mark.parametrize(
        ("person", "who"), [("he.tao", "林晓燕"), ("zhao.gong", "协同负责人、销售")]  # another seller, R&D
    )  # fmt: skip
    def test_the_wrong_person_reads_who_may(self, room: Room, person: str, who: str) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        room.submits(person, {"spec_voltage": "220V"}, on=card)

        assert room.toast == f"这一步你没有权限。可以找：{who}"
        assert "voltage" not in the_order(room).lines[0].spec

    @pytest.mark.parametrize("person", ["zhou.lan", "shen.xie"])  # the lead of sales, the coordinator
    def test_the_lead_and_the_coordinator_may(self, room: Room, person: str) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        room.submits(person, {"spec_voltage": "220V"}, on=card)

        assert (person, "SpecCompleted") in actions(room, NUMBER)


class TestOldCards:
    def test_a_form_from_before_the_sale_is_answered_with_the_present_card(self, room: Room) -> None:
        card = an_order(room, WITHOUT_VOLTAGE)
        room.taps("lin.xiaoyan", "确认下单", on=card)

        room.sends_value("lin.xiaoyan", save(card).value, on=card, form={"spec_voltage": "220V"})

        assert room.toast == f"{NUMBER} 刚有变化，卡片已换成最新状态，看过再点。"
        assert room.flash.has_new_card
        assert "spec_voltage" in room.again(card).fields
        assert "voltage" not in the_order(room).lines[0].spec

    def test_a_form_sent_twice_counts_once(self, room: Room) -> None:
        card = a_sold_order(room, WITHOUT_VOLTAGE)

        for value in ("220V", "24V"):
            room.sends_value("lin.xiaoyan", save(card).value, on=card, form={"spec_voltage": value})

        assert room.toast == f"{NUMBER} 刚有变化，卡片已换成最新状态，看过再点。"
        assert the_order(room).lines[0].spec["voltage"] == "220V"
        assert [action for _, action in actions(room, NUMBER)].count("SpecCompleted") == 1

    def test_once_it_is_released_nothing_is_filled_in(self, room: Room) -> None:
        card = a_released_order(room)
        assert not card.fields

        value = {"act": "spec", "ref": NUMBER, "rev": the_order(room).revision}
        room.sends_value("lin.xiaoyan", value, on=card, form={"spec_voltage": "24V"})

        assert room.toast.startswith(f"{NUMBER} 现在是“已下达”，规格已经定下来")
        assert the_order(room).lines[0].spec["voltage"] == "220V"


OTHER = "ORD-2611-0002"
SECOND_WITHOUT_COLOUR = "绿湾 SW-300 300台 12月20日 220V"


class TestWhatMachinesAreSetUpFor:
    """The shells of the second order have to be made: moulded and coated in the colour of the panel."""

    @pytest.fixture
    def colourless(self, room: Room) -> Shown:
        a_sold_order(room)
        return an_order(room, SECOND_WITHOUT_COLOUR, by="he.tao")

    def families(self, room: Room) -> set[str]:
        return {slot.family for slot in room.bookings(OTHER) if slot.item_code == "HS-ABS"}

    def test_an_answer_is_made_anew_when_the_colour_is_told(self, room: Room, colourless: Shown) -> None:
        room.submits("he.tao", {"spec_panel_colour": "白色"}, on=colourless)

        assert [promise.cause for promise in the_order(room, OTHER).promises] == ["order", "spec"]
        room.taps("he.tao", "确认下单", on=room.again(colourless))
        assert self.families(room) == {"白色"}

    def test_what_is_sold_stays_where_it_is_and_is_set_up_for_it(self, room: Room, colourless: Shown) -> None:
        room.taps("he.tao", "确认下单", on=colourless)
        before = room.bookings(OTHER)
        assert self.families(room) == {""}

        room.submits("he.tao", {"spec_panel_colour": "黑色"}, on=room.again(colourless))

        assert self.families(room) == {"黑色"}
        after = room.bookings(OTHER)
        assert [(it.work_centre, it.start_at) for it in after] == [(it.work_centre, it.start_at) for it in before]

    def test_what_sets_nothing_up_otherwise_asks_for_no_new_answer(self, room: Room) -> None:
        card = an_order(room, WITHOUT_VOLTAGE)

        room.submits("lin.xiaoyan", {"spec_voltage": "24V"}, on=card)

        assert [promise.cause for promise in the_order(room).promises] == ["order"]
