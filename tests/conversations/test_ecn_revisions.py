"""G6: each new work order takes the revision its rule gives; rules take over and end by themselves."""

import pytest

from core.revisions import ItemRevision, RevisionEnd, WorkDecision
from storage.revisions import work_orders_of
from tests.kit import Room
from tests.kit.changing import ENGINEER, FIRST, approve, change, impact, parts_of, revision_of, submitted, work_orders
from tests.kit.stories import a_sold_order, an_order, stores

SWAP = "/ecn PCBA-SW3 MCU-32→MCU-32G 原因 缺料"
SMALL = "绿湾 SW-300 20台 1月20日 白色 220V"
NEW, OLD = "MCU-32G", "MCU-32"


def sold(room: Room, count: int) -> list[str]:
    """So many orders; gives the chips that each is made with."""
    for _ in range(count):
        card = an_order(room, SMALL)
        while "仍然下单" in card.buttons:
            room.taps("lin.xiaoyan", "仍然下单", on=card)
            card = room.again(card)
        room.taps("lin.xiaoyan", "确认下单", on=card)
    return [chip(room, f"ORD-2611-{number:04d}") for number in range(1, count + 1)]


def chip(room: Room, order_no: str) -> str:
    (found,) = parts_of(room, order_no) & {NEW, OLD}
    return found


def rule(room: Room, revision: str) -> ItemRevision:
    with room.read() as session:
        found = session.get(ItemRevision, ("PCBA-SW3", revision))
        assert found is not None
        return found


class TestDeviation:
    @pytest.mark.every_database
    def test_one_for_three_orders_stops_at_the_fourth_without_anyone_acting(self, room: Room) -> None:
        submitted(room, SWAP, temporary="YES", limit="3张")
        approve(room, FIRST)

        chips = sold(room, 4)

        assert chips == [NEW, NEW, NEW, OLD]
        assert change(room).is_temporary
        assert (revision_of(room, "PCBA-SW3"), rule(room, "A-T1").end) == ("A", RevisionEnd.USED_UP)
        assert "约定的张数已用完" in room.last_card(ENGINEER, "不再用于新工单").text
        with room.read() as session:
            assert [it.revision for it in work_orders_of(session, "ORD-2611-0003") if it.item_code == "PCBA-SW3"] == [
                "A-T1"
            ]

    def test_quotes_that_were_answered_by_it_are_answered_anew_when_it_has_ended(self, room: Room) -> None:
        submitted(room, SWAP, temporary="YES", limit="1张")
        approve(room, FIRST)
        late = an_order(room, "云栖 SW-300 30台 1月22日 白色 220V")
        sold(room, 0)
        early = an_order(room, SMALL)

        room.taps("lin.xiaoyan", "确认下单", on=early)
        room.taps("lin.xiaoyan", "确认下单", on=late)
        room.taps("lin.xiaoyan", "确认下单", on=late)

        assert [chip(room, "ORD-2611-0002"), chip(room, "ORD-2611-0001")] == [NEW, OLD]

    def test_one_until_a_day_ends_after_it(self, room: Room) -> None:
        submitted(room, SWAP, temporary="YES", limit="11月24日")
        approve(room, FIRST)
        assert sold(room, 1) == [NEW]

        room.advance(days=2)
        assert rule(room, "A-T1").end is RevisionEnd.OVER

        a_sold_order(room, "云栖 SW-300 30台 1月22日 白色 220V")
        assert chip(room, "ORD-2611-0002") == OLD

    def test_open_orders_come_first(self, room: Room) -> None:
        a_sold_order(room, "恒远 SW-300 700台 1月20日 白色 220V")
        submitted(room, SWAP, temporary="YES", limit="1张")

        approve(room, FIRST)

        assert [it.revision for it in work_orders(room, FIRST)] == ["A-T1"]
        assert rule(room, "A-T1").end is RevisionEnd.USED_UP
        assert impact(room).stock == ()


class TestEffectivity:
    @pytest.mark.every_database
    def test_from_a_day_on(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="DATE", since="11月25日")
        approve(room, FIRST)
        assert (sold(room, 1), revision_of(room, "PCBA-SW3")) == ([OLD], "A")

        room.advance(days=2)

        assert (revision_of(room, "PCBA-SW3"), rule(room, "B").end) == ("B", RevisionEnd.IN_FORCE)
        a_sold_order(room, "云栖 SW-300 30台 1月22日 白色 220V")
        assert chip(room, "ORD-2611-0002") == NEW

    def test_from_an_order_on(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="ORDER", since="ORD-2611-0002")
        approve(room, FIRST)

        assert sold(room, 2) == [OLD, NEW]
        assert revision_of(room, "PCBA-SW3") == "B"

    def test_from_a_work_order_on(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="LOT", since="WO-2611-0002-1")
        approve(room, FIRST)

        assert sold(room, 2) == [OLD, NEW]

    def test_once_the_old_part_is_used_up(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="USE_UP")
        approve(room, FIRST)
        assert sold(room, 1) == [OLD]

        stores(room, "stock", {"item": OLD, "on_hand_qty": 20})

        assert revision_of(room, "PCBA-SW3") == "B"
        a_sold_order(room, "云栖 SW-300 30台 1月22日 白色 220V")
        assert chip(room, "ORD-2611-0002") == NEW
        assert "现行 B 版" in room.last_card(ENGINEER, "现行 B 版").title

    def test_what_is_left_of_the_old_part_is_not_enough_for_the_next(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="USE_UP")
        approve(room, FIRST)

        a_sold_order(room, "恒远 SW-300 700台 1月20日 白色 220V")

        assert (chip(room, "ORD-2611-0001"), revision_of(room, "PCBA-SW3")) == (NEW, "B")

    def test_what_nobody_has_noted_stays_as_it_is_booked(self, room: Room) -> None:
        submitted(room, SWAP, effectivity="DATE", since="11月25日")
        approve(room, FIRST)
        a_sold_order(room, "恒远 SW-300 700台 1月20日 白色 220V")
        room.tampers("DELETE FROM work_order")  # as if it had come from a sheet

        room.advance(days=2)

        (work,) = work_orders(room, FIRST)
        assert (work.order_no, work.revision, work.decision) == ("ORD-2611-0001", "A", WorkDecision.KEPT)
        assert chip(room, "ORD-2611-0001") == OLD
