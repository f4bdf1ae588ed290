"""F3: a waiver needs a second person, covers what was asked for and no more, and ends by itself."""

from datetime import UTC, date, datetime, time

import pytest

from storage import manufacturability as stored
from tests.kit import Room, Shown
from tests.kit.making import BROKEN, ENGINEER, LEAD, NUMBER, QUALITY, THIN, dfm_card, is_blocked
from tests.kit.stories import a_sold_order, actions

WAIVER, UNTIL = "WV-2611-0001", "2026-11-25"


@pytest.fixture
def checked(room: Room) -> Room:
    """A wall that is too thin."""
    a_sold_order(room, "恒远 SW-500 80台 12月30日 白色 220V")
    room.says(ENGINEER, f"/dfm 0001 {THIN}", to="rnd")
    return room


def waiver_card(room: Room, person: str) -> Shown:
    return next(card for card in reversed(room.cards(person)) if card.title == f"{WAIVER} 放行申请")


def asks(room: Room, person: str = ENGINEER, until: str = UNTIL) -> str:
    told = {"rule": "DFM-WALL-ABS/wall_thickness", "reason": "样件只做 20 套", "until": until}
    return room.submits(person, told, on=dfm_card(room))


class TestWaivers:
    @pytest.mark.every_database
    def test_a_second_person_grants_it_and_it_ends_by_itself(self, checked: Room) -> None:
        asks(checked)
        assert f"钱琪 已申请放行（{WAIVER}），等 赵工、吴检 决定" in dfm_card(checked)
        assert is_blocked(checked)

        checked.taps(QUALITY, "同意放行", on=waiver_card(checked, QUALITY))

        assert f"{WAIVER} 已放行到 2026-11-25" in dfm_card(checked)
        assert not is_blocked(checked)
        assert checked.last_card(ENGINEER).title == f"{NUMBER} 放行已同意"
        assert "已放行" in waiver_card(checked, LEAD)
        assert "同意放行" not in waiver_card(checked, LEAD).buttons

        over = datetime.combine(date(2026, 11, 26), time(), checked.zone).astimezone(UTC)
        checked.advance(seconds=(over - checked.now).total_seconds() + 60)

        assert is_blocked(checked)
        assert BROKEN in dfm_card(checked)
        assert any(card.title == f"{NUMBER} 放行已到期" for card in checked.cards(ENGINEER))

    def test_it_covers_no_thinner_wall(self, checked: Room) -> None:
        asks(checked)
        checked.taps(QUALITY, "同意放行", on=waiver_card(checked, QUALITY))

        checked.says(ENGINEER, "/dfm 0001 壁厚 0.5mm", to="rnd")

        assert is_blocked(checked)

    def test_who_asks_does_not_grant_and_neither_does_anybody(self, checked: Room) -> None:
        asks(checked, LEAD)
        grant = {"act": "grant_dfm_waiver", "ref": WAIVER, "rev": 1}

        assert "要由别人同意" in checked.sends_value(LEAD, grant, dfm_card(checked)) + checked.last_card("rnd").text
        assert "没有权限" in checked.sends_value(ENGINEER, grant, dfm_card(checked)) + checked.last_card("rnd").text

        assert is_blocked(checked)
        assert not [card for card in checked.cards(LEAD) if card.title == f"{WAIVER} 放行申请"]

    def test_refused_it_stays_as_it_is_and_is_decided_once(self, checked: Room) -> None:
        asks(checked)
        old = waiver_card(checked, LEAD)

        checked.submits(QUALITY, {"reason": "模具会裂"}, on=waiver_card(checked, QUALITY))

        assert "吴检 没有同意放行 DFM-WALL-ABS" in checked.last_card(ENGINEER).text
        checked.taps_as_seen(LEAD, "同意放行", old)
        assert is_blocked(checked)
        assert ("zhao.gong", "DfmWaiverGranted") not in actions(checked, WAIVER)

    def test_it_is_not_asked_for_twice_nor_for_ever(self, checked: Room) -> None:
        asks(checked, until="2027-12-01")
        assert WAIVER not in dfm_card(checked)
        card = dfm_card(checked)
        asks(checked)

        told = {"rule": "DFM-WALL-ABS/wall_thickness", "reason": "再来一次", "until": UNTIL}
        value = {"act": "ask_dfm_waiver", "ref": NUMBER, "rev": 1, "line": 1}
        checked.sends_value(ENGINEER, value, card, form=told)

        with checked.read() as session:
            assert [it.reason for it in stored.waivers_of(session, NUMBER)] == ["样件只做 20 套"]

    def test_nobody_deciding_is_reminded_and_then_the_coordinator_is_told(self, checked: Room) -> None:
        asks(checked)

        checked.advance(days=2)

        assert any(card.title == f"{NUMBER} 放行还没决定" for card in checked.cards(QUALITY))
        assert any(card.title == f"{NUMBER} 放行没人决定" for card in checked.cards("shen.xie"))
