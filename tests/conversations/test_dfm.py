"""F3, F4: designs are checked by rules that engineers lay down; which machine can make it, and who can instead."""

import pytest

from bot.files.cells import Reading
from bot.files.parameters import read_parameter_sheet
from core.people import Person
from handlers.context import Place
from handlers.manufacturability.commands import CheckManufacturability
from handlers.sender import Sender
from storage import manufacturability as stored
from storage import roster
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.making import BROKEN, ENGINEER, MAKER, NUMBER, QUALITY, SELLER, THIN, dfm_card, is_blocked
from tests.kit.stories import a_sold_order, actions

REFUSED = (
    (SELLER, "/dfm 0001 壁厚 1mm", "没有权限"),
    (SELLER, "/dfmrule", "没有权限"),
    (MAKER, "/dfmrule DFM-WALL-ABS 壁厚>=1.5mm", "没有权限。可以找："),
    (ENGINEER, "/dfm", "/dfm 0042 壁厚 1.2mm 材料 ABS"),
    (ENGINEER, "/dfm 0001 你好", "没看懂“你好”。可以写的参数有：材料、壁厚"),
    (ENGINEER, "/dfm 0001 壁厚 很厚", "壁厚“很厚”不是数字，单位 mm"),
    (ENGINEER, "/dfm 0001 拔模角 2mm", "拔模角“2mm”的单位不对，应该用 °"),
    (ENGINEER, "/dfm 0099 壁厚 1mm", "没有找到订单“0099”"),
    (ENGINEER, "/dfm 0001 第7行 壁厚 1mm", "没有找到订单行“ORD-2611-0001 7”"),
    (ENGINEER, f"/dfm 0001 {'壁' * 1001}", "写得太长了"),
    (ENGINEER, "/dfmrule DFM-NEW-1 你好", "没看懂“你好”"),
    (ENGINEER, "/dfmrule DFM-NEW-1 提示 加厚", "DFM-NEW-1 没看懂"),
    (ENGINEER, "/dfmrule 什么 壁厚>=1mm", "什么 没看懂"),
    (ENGINEER, "/dfmrule CAP-PRS-1 壁厚>=1mm", "CAP-PRS-1 没看懂"),
    (ENGINEER, "/dfmrule DFM-WALL-ABX", "没有找到工艺规则“DFM-WALL-ABX”。相近的有：DFM-WALL-ABS"),
    (ENGINEER, "/dfmrule DFM-WALL-ABS 恢复", "没有改过"),
)
"""Who says what, and what they read: nothing of it changes a rule or keeps a check."""


@pytest.fixture
def sold(room: Room) -> Room:
    a_sold_order(room, "恒远 SW-500 80台 12月30日 白色 220V")
    return room


@pytest.fixture
def checked(sold: Room) -> Room:
    """A wall that is too thin."""
    sold.says(ENGINEER, f"/dfm 0001 {THIN}", to="rnd")
    return sold


class TestChecking:
    @pytest.mark.parametrize("words", [f"/dfm 0001 {THIN}", f"/工艺检查 {NUMBER} 壁厚=0.8mm，材料：abs"])
    def test_a_broken_rule_tells_its_id_actual_limit_and_hint(self, sold: Room, words: str) -> None:
        sold.says(ENGINEER, words, to="rnd")

        card = dfm_card(sold)
        assert "不可制造" in card
        assert BROKEN in card
        assert "4 小时" in card
        assert "缺 孔边距：DFM-EDGE-ABS 要用" in card
        assert (ENGINEER, "DfmChecked") in actions(sold, NUMBER)

    def test_checked_again_the_same_card_is_right(self, checked: Room) -> None:
        checked.says(MAKER, "/dfm 0001 壁厚=1.5mm", to="rnd")

        card = dfm_card(checked)
        assert "DFM-WALL-ABS" not in card
        assert "按这些参数查：材料 ABS、壁厚 1.5 mm、面板颜色 白色" in card
        assert not is_blocked(checked)

    def test_the_form_asks_for_what_matters_and_counts_as_words_do(self, sold: Room) -> None:
        sold.says(ENGINEER, "/dfm 0001")
        form = sold.last_card(ENGINEER)
        assert form.title == f"{NUMBER} 工艺检查：填参数"

        sold.submits(ENGINEER, {"dfm_wall_thickness": "0.8", "dfm_material": "ABS"}, on=form)

        assert BROKEN in dfm_card(sold, ENGINEER)

    def test_a_colour_that_does_not_go_with_a_finish_comes_from_the_spec(self, room: Room) -> None:
        a_sold_order(room, "恒远 KP-3 200台 12月30日 黑色 3位")

        room.says(ENGINEER, "/dfm 0001 表面处理 拉丝银", to="rnd")

        assert "DFM-FINISH-COLOUR　面板颜色 黑色，应 不是 黑色 / 香槟金" in dfm_card(room)

    def test_what_cannot_be_says_why(self, sold: Room) -> None:
        for person, words, answer in REFUSED:
            sold.says(person, words)

            assert answer in sold.last_card(person).text, words
            sold.advance(minutes=1)
        assert {action for _, action in actions(sold, NUMBER)}.isdisjoint({"DfmChecked"})
        with sold.read() as session:
            assert len(stored.all_rules(session)) == 15

    def test_a_parameter_sheet_tells_the_same_and_names_its_bad_rows(self, sold: Room) -> None:
        sheet = "参数,值,单位\n壁厚,0.8,mm\n材料,ABS,\n拔模角,2,mm\n色差,3,\n".encode()
        with sold.read() as session:
            vocabulary, chat = stored.vocabulary(session), roster.chats_of(session, "rnd")
            engineer = Sender.of(session.get_one(Person, ENGINEER))
        lane = next(it for it in chat if it.startswith(sold.platform))
        read = read_parameter_sheet("p.csv", sheet, vocabulary, Reading(sold.today, sold.zone))
        command = CheckManufacturability(words=NUMBER, values=read.values, source="p.csv", unread=list(read.unread))

        sold.program.bus.execute(command, sender=engineer, now=sold.now, place=Place(chat=lane, is_group=True))
        sold.settle()

        assert BROKEN in dfm_card(sold)
        assert "来自 p.csv" in dfm_card(sold)
        with sold.read() as session:
            known = stored.find_check(session, NUMBER)
            assert known is not None
            assert known.told == {"wall_thickness": "0.8 mm", "material": "ABS"}


class TestMachines:
    def test_a_part_of_two_and_a_half_metres_is_refused_for_the_press_of_two(self, sold: Room) -> None:
        sold.says(MAKER, "/dfm 长度=2.5m 设备=PRS-1")

        card = sold.last_card(MAKER)
        assert "不可制造" in card
        assert "PRS-1 做不了：长度 2.5 m，应 ≤ 2 m。" in card
        assert "能做的：压弯机 2（3 米）（PRS-2）。可外协：外协压弯（宏达）（WX-PRS）。" in card

    def test_where_only_a_subcontractor_can_he_is_named_and_beyond_him_the_nearest(self, sold: Room) -> None:
        sold.says(MAKER, "/dfm 长度 5米 工艺 PRS")
        assert "应 ≤ 3 m。可外协：外协压弯（宏达）（WX-PRS）。" in sold.last_card(MAKER)

        sold.says(MAKER, "/dfm 长度 7米 设备 PRS-1")
        assert "最接近的是 外协压弯（宏达）（WX-PRS），只到 6 m" in sold.last_card(MAKER)

    def test_the_length_of_a_track_is_in_its_spec(self, room: Room) -> None:
        a_sold_order(room, "恒远 CM-10 50台 12月30日 轨道长度=2.5 220V")

        room.says(ENGINEER, "/dfm 0001 设备=PRS-1", to="rnd")

        assert "CAP-PRS-1　PRS-1 做不了：长度 2.5 m，应 ≤ 2 m" in dfm_card(room)


class TestRules:
    @pytest.mark.every_database
    def test_a_new_rule_bites_designs_that_were_checked_before(self, checked: Room) -> None:
        checked.says(ENGINEER, "/dfm 0001 孔边距 2mm", to="rnd")
        assert "DFM-EDGE-NEW" not in dfm_card(checked)

        checked.says(QUALITY, "/dfmrule DFM-EDGE-NEW 孔边距>=3mm 材料=ABS 返工=2小时 提示 孔往里移")

        assert "孔边距 ≥ 3 mm（材料 ABS）" in checked.last_card(QUALITY)
        assert "DFM-EDGE-NEW　孔边距 2 mm，应 ≥ 3 mm。孔往里移。" in dfm_card(checked)
        assert (QUALITY, "DfmRuleSet") in actions(checked, "DFM-EDGE-NEW")

    def test_a_change_says_what_it_said_before_and_can_be_taken_back(self, checked: Room) -> None:
        checked.says(ENGINEER, "/工艺规则 dfm-wall-abs 壁厚>=0.7mm")

        card = checked.last_card(ENGINEER)
        assert "壁厚 ≥ 0.7 mm（材料 ABS、工艺 INJ）" in card
        assert "壁厚 ≥ 1.2 mm（材料 ABS、工艺 INJ）" in card
        assert not is_blocked(checked)

        checked.taps(ENGINEER, "恢复改之前的", on=card)

        assert is_blocked(checked)
        assert BROKEN in dfm_card(checked)

    def test_an_old_card_takes_back_nothing_that_it_does_not_show(self, checked: Room) -> None:
        checked.says(ENGINEER, "/dfmrule DFM-WALL-ABS 壁厚>=0.7mm")
        card = checked.last_card(ENGINEER)
        checked.says(QUALITY, "/dfmrule DFM-WALL-ABS 壁厚>=2mm")

        checked.taps(ENGINEER, "恢复改之前的", on=card)

        with checked.read() as session:
            assert stored.get_rule(session, "DFM-WALL-ABS").limit == "2"

    def test_switched_off_it_finds_nothing_and_on_again_it_does(self, checked: Room) -> None:
        checked.says(ENGINEER, "/dfmrule DFM-WALL-ABS 停用")
        assert not is_blocked(checked)
        assert "已停用" in checked.last_card(ENGINEER)

        checked.says(ENGINEER, "/dfmrule DFM-WALL-ABS 启用")
        assert is_blocked(checked)

    def test_all_of_them_are_listed_in_pages(self, room: Room) -> None:
        room.says(MAKER, "/dfmrule")
        assert "共 15 条，第 1/2 页" in room.last_card(MAKER)

        room.says(MAKER, "/dfmrule 2")
        assert "DFM-WALL-PC" in room.last_card(MAKER)


def test_without_rules_and_machines_there_is_nothing_to_check_by(sold: Room) -> None:
    for table in ("dfm_rule", "work_centre_capability", "dfm_attribute"):
        sold.tampers(f"DELETE FROM {table}")

    sold.says(ENGINEER, "/dfm 0001")

    assert f"没有适用于 {NUMBER} 的工艺规则" in sold.last_card(ENGINEER).text


def test_in_english_it_is_all_there(quiet_url: str, open_room: OpenRoom) -> None:
    room = open_room(quiet_url, locale={"language": "en"})
    room.says(SELLER, "/neworder Nordlys SW-500 80 pcs 30 December white 220V", to="sales")

    room.says(ENGINEER, "/dfm 0001 wall_thickness=0.03in material=ABS", to="rnd")

    card = room.last_card("rnd")
    assert "Cannot be made" in card
    assert "DFM-WALL-ABS  Wall thickness 0.03 in, should be ≥ 1.2 mm. Make it at least 1.2 mm thick" in card
