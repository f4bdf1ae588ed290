"""G5: while somebody is away, what waits and what comes goes to whoever stands in, once; nothing stays unowned."""

from collections.abc import Iterator

import pytest

from core.changes import ChangeStatus
from storage import audit
from tests.kit import Room
from tests.kit.tried_changes import (
    CHANGE,
    COORDINATOR,
    MANAGER,
    PRODUCTION,
    QUALITY,
    REQUESTER,
    RND,
    agrees,
    answers,
    card_of,
    has_card,
    public,
    status,
    the_change,
    tried_kinds,
    tries,
)

AWAY = "/delegate 孙立 到12月5日 出差"
STAND_IN = "sun.li"


@pytest.fixture(autouse=True)
def _tried() -> Iterator[None]:
    with tried_kinds():
        yield


def asked(room: Room) -> set[str]:
    return {it.asked for it in the_change(room).awaited}


class TestStandingIn:
    @pytest.mark.every_database
    def test_new_and_pending_cards_go_to_the_delegate_once(self, room: Room) -> None:
        tries(room)

        room.says(RND, AWAY)

        assert asked(room) == {STAND_IN}
        assert [card.title for card in room.cards(STAND_IN)].count(f"{CHANGE} 工程变更") == 1
        assert "同意" not in card_of(room, RND).buttons
        assert "你同时代 赵工 表态" in card_of(room, STAND_IN)
        agrees(room, STAND_IN)
        assert "孙立 代 赵工：同意" in public(room)
        with room.read() as session:
            given = [row for row in audit.trail(session, CHANGE) if row["action"] == "ApprovalGiven"]
        assert [(row["actor"], row["on_behalf_of"]) for row in given] == [(STAND_IN, RND)]
        tries(room)
        assert asked(room) == {STAND_IN}

    def test_both_read_what_was_agreed(self, room: Room) -> None:
        room.says(RND, AWAY)

        assert "你的审批由孙立代办（出差）" in room.last_card(RND)
        assert "请你代赵工审批（出差）" in room.last_card(STAND_IN)

    def test_it_begins_and_ends_by_itself(self, room: Room) -> None:
        tries(room)
        room.says(RND, "/委托 孙立 11月25日到11月25日 请假")
        assert asked(room) == {RND}
        issued_at = room.now

        room.advance(days=2)
        assert asked(room) == {STAND_IN}
        room.advance(days=1)

        assert asked(room) == {RND}
        assert room.now > issued_at

    def test_back_earlier_it_is_theirs_again(self, room: Room) -> None:
        room.says(RND, AWAY)
        tries(room)

        room.says(RND, "/delegate 取消")

        assert asked(room) == {RND}
        room.says(RND, "/delegate")
        assert "现在没有委托" in room.last_card(RND)

    def test_each_sees_their_own(self, room: Room) -> None:
        room.says(RND, AWAY)

        room.says(RND, "/委托")
        assert "由孙立代办" in room.last_card(RND)
        room.says(STAND_IN, "/委托")
        assert "你代赵工" in room.last_card(STAND_IN)

    def test_a_later_one_takes_the_place_of_an_earlier_one(self, room: Room) -> None:
        room.says(RND, AWAY)
        room.says(RND, "/delegate 吴检 到12月1日 出差")

        tries(room)

        assert asked(room) == {QUALITY}

    def test_two_who_are_away_for_each_other_keep_what_is_theirs(self, room: Room) -> None:
        room.says(QUALITY, "/delegate 王胜 到12月5日")
        room.says(PRODUCTION, "/delegate 吴检 到12月5日")
        tries(room)

        agrees(room, RND)

        assert asked(room) == {QUALITY, PRODUCTION}

    def test_whoever_asked_does_not_stand_in_for_who_decides(self, room: Room) -> None:
        room.says(RND, "/delegate 钱琪 到12月5日")

        tries(room)

        assert asked(room) == {RND}

    def test_one_click_for_oneself_and_for_another_shows_both_consents(self, room: Room) -> None:
        room.says(QUALITY, "/delegate 王胜 到12月5日 出差")
        tries(room)
        agrees(room, RND)
        assert asked(room) == {PRODUCTION}

        agrees(room, PRODUCTION)

        assert status(room) is ChangeStatus.CLOSED
        assert "王胜 代 吴检：同意" in public(room)
        assert "王胜：同意" in public(room)

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("/delegate 赵工 到12月5日", "不能委托给自己"),
            ("/delegate 孙立", "到哪天"),
            ("/delegate 没有这人 到12月5日", "没有这人"),
            ("/delegate 孙立 12月5日到12月1日", "要在"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, room: Room, words: str, told: str) -> None:
        room.says(RND, words)

        assert told in room.last_card(RND)
        tries(room)
        assert asked(room) == {RND}


class TestDeadlines:
    def test_the_silent_are_reminded_then_the_lead_and_then_the_coordinator_may_decide(self, room: Room) -> None:
        tries(room)
        answers(room, RND, "hand_over", "他更熟", to="sun.li")

        room.advance(hours=5, minutes=1)
        assert f"{CHANGE} 还等你审批" in {card.title for card in room.cards("sun.li")}
        room.advance(hours=19)
        assert f"{CHANGE} 审批超时" in {card.title for card in room.cards(PRODUCTION)}
        room.advance(days=1)

        assert "孙立一直没表态" in room.last_card(COORDINATOR, "审批一直没结果")
        agrees(room, COORDINATOR)
        assert asked(room) == {QUALITY, PRODUCTION}
        assert "沈协 代 孙立：同意" in public(room)

    def test_when_who_may_decide_instead_leaves_the_next_one_may(self, room: Room) -> None:
        tries(room)
        room.advance(days=3)
        assert {it.stand_in for it in the_change(room).awaited} == {COORDINATOR}

        room.tampers(f"UPDATE person SET is_active = false WHERE key = '{COORDINATOR}'")
        room.advance(days=2)

        assert {it.stand_in for it in the_change(room).awaited} == {MANAGER}

    def test_who_leads_is_not_told_of_themselves(self, room: Room) -> None:
        tries(room)

        room.advance(days=3)

        assert f"{CHANGE} 审批超时" not in {card.title for card in room.cards(RND)}
        assert has_card(room, COORDINATOR)
        answers(room, COORDINATOR, "hand_over", "请你定", to="高远")
        assert asked(room) == {MANAGER}

    def test_who_has_decided_is_not_chased(self, room: Room) -> None:
        tries(room)
        agrees(room, RND)

        room.advance(hours=5, minutes=1)

        assert f"{CHANGE} 还等你审批" not in {card.title for card in room.cards(RND)}
        assert f"{CHANGE} 还等你审批" in {card.title for card in room.cards(QUALITY)}

    def test_nobody_is_chased_once_it_is_taken_back(self, room: Room) -> None:
        tries(room)
        room.taps(REQUESTER, "撤回", on=public(room))

        room.advance(days=3)

        assert f"{CHANGE} 还等你审批" not in {card.title for card in room.cards(RND)}
