"""A4: a change takes effect: earlier cards are dead, departments acknowledge the revision, nothing is half done."""

from datetime import date

import pytest

from core.changes import ChangeStatus
from core.changes.errors import IllegalChangeStep
from handlers.changes.commands import ApplyChange
from handlers.sender import TONGPIN
from storage.repromises import repromises_of
from tests.kit import Room
from tests.kit.order_changes import CHANGE, agreed, change_card, the_change
from tests.kit.stories import a_released_order, a_sold_order, actions, an_order, the_order

NUMBER, SELLER, OTHER_SELLER = "ORD-2611-0001", "lin.xiaoyan", "he.tao"
MORE = f"/changeorder {NUMBER} 数量 400 客户加量"


def asks(room: Room, words: str = MORE, *, by: str = SELLER) -> None:
    room.says(by, words, to="sales")


def confirms(room: Room, button: str = "确认变更") -> str:
    return room.taps(SELLER, button, on=change_card(room))


class TestTakingEffect:
    @pytest.fixture(autouse=True)
    def in_effect(self, room: Room) -> None:
        self.sold = a_released_order(room)
        self.tasks = {chat: room.last_card(chat, NUMBER) for chat in ("production", "purchasing")}
        asks(room)
        confirms(room)
        agreed(room)

    @pytest.mark.only_on("feishu", "old-cards-in-groups")
    def test_every_earlier_card_says_so_and_its_buttons_are_dead(self, room: Room) -> None:
        for card in (self.sold, *self.tasks.values()):
            old = room.again(card)
            assert old.title == f"{NUMBER} 已修订 → Rev 2"
            assert old.buttons == ()

    @pytest.mark.every_database
    def test_whom_it_concerns_is_asked_again_and_their_word_is_kept(self, room: Room) -> None:
        given = {it.department: (it.order_revision, it.is_given) for it in the_order(room).acknowledgements}
        assert given == {"production": (2, False), "rnd": (1, True), "purchasing": (2, False)}

        for department, person in (("production", "wang.sheng"), ("purchasing", "chen.cai")):
            room.taps(person, "收到", to=department, on=NUMBER)

        kept = {it.department: (it.order_revision, it.acknowledged_by) for it in the_order(room).acknowledgements}
        assert kept == {"production": (2, "wang.sheng"), "rnd": (1, "zhao.gong"), "purchasing": (2, "chen.cai")}
        assert ("wang.sheng", "DepartmentAcknowledged") in actions(room, NUMBER)[-2:]

    def test_the_order_is_another_one_and_the_first_promise_stays(self, room: Room) -> None:
        order = the_order(room)

        assert (order.order_revision, order.lines[0].quantity) == (2, 400)
        assert order.first_promise_date is not None
        assert order.promise_date is not None
        assert order.promise_date > order.first_promise_date == date(2026, 11, 27)
        assert sum(it.qty for it in room.bookings(NUMBER) if it.seq == 10) >= 400
        with room.read() as session:
            noted = repromises_of(session, NUMBER)
        assert [(it.asked_by, it.promise_date, it.before) for it in noted] == [
            (SELLER, order.promise_date, order.first_promise_date)
        ]
        assert CHANGE in noted[0].reason

    def test_who_asked_reads_it(self, room: Room) -> None:
        assert "已改单，Rev 2" in room.last_card(SELLER).title

    def test_applied_twice_it_is_applied_once(self, room: Room) -> None:
        with pytest.raises(IllegalChangeStep):
            agreed_again(room)

        assert the_order(room).order_revision == 2


def agreed_again(room: Room) -> None:
    room.program.bus.execute(ApplyChange(change_no=CHANGE), sender=TONGPIN, now=room.now)


def test_who_is_silent_about_a_revision_is_reminded_of_it_as_of_the_order(room: Room) -> None:
    a_sold_order(room)
    room.advance(hours=2)
    first = len(room.cards("wang.sheng", "请确认收到"))
    room.taps("wang.sheng", "收到", to="production", on=NUMBER)
    asks(room)
    confirms(room)
    agreed(room)

    room.advance(hours=2, minutes=30)  # over lunch

    assert (first, len(room.cards("wang.sheng", "请确认收到"))) == (1, 2)


def test_who_taps_on_a_card_from_before_speaks_of_nothing_newer(room: Room) -> None:
    """Where old cards stay as they are, and where somebody's client has not caught up."""
    a_sold_order(room)
    old = room.card_with("收到", "production", NUMBER)
    asks(room)
    confirms(room)
    agreed(room)

    toast = room.taps_as_seen("wang.sheng", "收到", old)

    assert "已修订 → Rev 2" in toast
    assert not the_order(room).acknowledgement_of("production").is_given


class TestMeanwhile:
    @pytest.mark.every_database
    def test_where_others_were_faster_nothing_is_half_done_and_it_is_worked_out_anew(self, room: Room) -> None:
        a_released_order(room)
        asks(room)
        confirms(room)
        before = room.bookings(NUMBER)
        an_order(room, "绿湾 SW-300 300台 12月20日 白色 220V", by=OTHER_SELLER)

        agreed(room)

        assert (the_order(room).lines[0].quantity, room.bookings(NUMBER)) == (300, before)
        change = the_change(room)
        assert change.status is ChangeStatus.SUBMITTED
        assert change.impact
        assert "没有生效，已重新算" in change_card(room).text
        assert "没有生效" in room.last_card(SELLER).title
        confirms(room)
        agreed(room)
        assert the_order(room).lines[0].quantity == 400

    def test_work_that_has_begun_since_is_told(self, room: Room) -> None:
        a_released_order(room)
        asks(room, f"/changeorder {NUMBER} 面板颜色=黑色")
        confirms(room)
        for department, person, button in (
            ("rnd", "zhao.gong", "图纸已确认"), ("purchasing", "chen.cai", "物料已齐套"),
            ("production", "wang.sheng", "已开工"),
        ):  # fmt: skip
            room.taps(person, button, to=department, on=NUMBER)

        agreed(room)

        assert the_change(room).status is ChangeStatus.DRAFT
        assert "已开工，规格不能改" in room.last_card(SELLER).text
        assert the_order(room).lines[0].spec["panel_colour"] == "白色"
