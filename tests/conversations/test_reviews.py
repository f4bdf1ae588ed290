"""A3, B2: nothing custom is sold without three answers, and nothing is released that is not understood."""

import pytest

from core.reviews import AnswerKind, Review
from storage.reviews import find_review
from tests.kit import Room, Shown
from tests.kit.stories import an_order

NUMBER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
CUSTOM = "恒远 SW-500 100台 1月20日 5.5寸屏 白色 220V Wi-Fi"
RND, MAKER, BUYER = "zhao.gong", "wang.sheng", "chen.cai"


def review_of(room: Room, order_no: str = NUMBER) -> Review:
    with room.read() as session:
        review = find_review(session, order_no)
        assert review is not None
        session.refresh(review, ["answers", "reviewers", "questions"])
        return review


def review_card(room: Room, person: str) -> Shown:
    return next(card for card in reversed(room.cards(person)) if card.title.startswith(f"{NUMBER} 需求评审"))


def all_answered(room: Room) -> None:
    room.submits(RND, {"can": "YES"}, on=review_card(room, RND))
    for person in (MAKER, BUYER):
        room.taps(person, "按系统测算答复", on=review_card(room, person))


class TestAnswers:
    @pytest.fixture
    def asked(self, room: Room) -> Shown:
        return an_order(room, CUSTOM)

    def test_each_has_an_owner_and_a_deadline(self, room: Room, asked: Shown) -> None:
        answers = {it.kind: it for it in review_of(room).answers}

        assert {kind: it.owner for kind, it in answers.items()} == {
            AnswerKind.CAN: RND, AnswerKind.WHEN: MAKER, AnswerKind.COST: BUYER,
        }  # fmt: skip
        assert all(it.due_at > room.now and not it.is_given for it in answers.values())
        assert answers[AnswerKind.COST].proposed_amount
        assert "能不能做：等 赵工" in asked
