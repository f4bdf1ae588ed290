"""B4: what is late comes with at least two ways to deliver, each worked out, and none that the customer rules out."""

from core.planning.promise.answer import OptionKind, PromiseAnswer
from tests.kit import Room
from tests.kit.stories import an_order, stores, the_order

NUMBER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
LATE = "云栖 SW-500 80台 11月26日 面板颜色=红色 供电=220V"
"""Red panels are made by nobody yet, and nothing drawn leaves by Thursday."""
HURRIED = (
    "恒远 SW-300 300台 11月24日 白色", "云栖 DL-50 300台 11月24日", "绿湾 CM-10 400台 11月24日 轨道长度=3",
    "星河 KP-3 3000台 11月24日", "启明 DL-20 300台 11月24日",
)  # fmt: skip


def answer_of(room: Room, order_no: str = NUMBER) -> PromiseAnswer:
    promise = the_order(room, order_no).latest_promise
    assert promise is not None
    return PromiseAnswer.from_json(promise.answer)


def test_a_standard_solution_is_among_them_with_its_day(room: Room) -> None:
    card = an_order(room, LATE)

    answer = answer_of(room)
    assert answer.is_late
    assert answer.promise_date is not None
    days = dict(answer.solutions)
    assert min(days.values()) <= "2026-11-26"
    picks = [button for button in card.buttons if "SOL-" in button]
    assert [it for it in picks if "SOL-TZ4" in it]
    assert "面板颜色 红色 → 灰色" in card

    room.taps(SELLER, next(it for it in picks if "SOL-TZ4" in it), on=card)

    taken = answer_of(room)
    assert str(taken.promise_date) == days["SOL-TZ4"]  # worked out anew, and the same
    assert not [it for it in room.again(card).buttons if "SOL-" in it]


def test_what_is_in_time_offers_none(room: Room) -> None:
    card = an_order(room, LATE.replace("11月26日", "12月28日"))

    assert answer_of(room).solutions == ()
    assert not [it for it in card.buttons if "SOL-" in it]


def test_whatever_is_late_there_are_two_ways_at_least(room: Room) -> None:
    """Each family of the sample factory, with customers who take parts, none, or only large ones."""
    stores(room, "customer", {"code": "C-YQ", "name": "云栖酒店集团", "aliases": ["云栖"], "ship_complete": True})
    stores(room, "customer", {"code": "C-HY", "name": "恒远地产", "aliases": ["恒远"], "min_ship_qty": 100})

    for number, words in enumerate(HURRIED, 1):
        room.says(SELLER, f"/quote {words}", to="sales")
        answer = answer_of(room, f"ORD-2611-{number:04}")

        assert answer.is_late, words
        assert len(answer.options) + len(answer.makeable) >= 2, words
        assert all(not (it.is_part and "云栖" in words) for it in answer.makeable)
        parts = [part for it in answer.options if it.kind is OptionKind.SPLIT for part in it.parts]
        assert not (parts and "云栖" in words)
        assert all(part.qty >= 100 for part in parts if "恒远" in words)
