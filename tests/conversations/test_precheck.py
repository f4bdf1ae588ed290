"""B1: before there is an order, those whom the matrix names are pulled into one group, and nobody else."""

from typing import Any

import pytest

from tests.kit import Room, Shown
from tests.kit.stories import orders_in, review_of, stores

NUMBER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
LOCKS = "云栖 DL-20 80台 12月28日 锁体=6068 表面处理=玫瑰金 开锁方式=密码"
"""A finish that nobody has released: somebody has to say whether it can be done."""
NAMED = {SELLER, "qian.qi", "wang.sheng", "chen.cai", "shen.xie"}
"""Whoever asks, and whom the matrix names for locks: 钱琪 of R&D, not 赵工, who leads it."""
CREATE = {"feishu": "im/v1/chats", "wecom": "appchat/create"}
NOT_ALLOWED = {"feishu": 232024, "wecom": 48002}
BUSY = {"feishu": 99991400, "wecom": 45009}


def tenant(room: Room) -> Any:
    return room.tenant if room.platform == "feishu" else room.corp


def founded(room: Room) -> list[Any]:
    """The groups that the bot has made."""
    return [chat for chat in tenant(room).chats() if "预评审" in chat.name]


def members(room: Room) -> set[str]:
    people = {account: person for person, account in room.stage.accounts.items()}
    [group] = founded(room)
    return {people[account] for account in group.members}


def said_in_group(room: Room) -> str:
    [group] = founded(room)
    return "\n".join(it.content for it in tenant(room).messages(group.chat_id))


def asks(room: Room, words: str = LOCKS) -> None:
    room.says(SELLER, f"/precheck {words}", to="sales")


def own_card(room: Room, person: str) -> Shown:
    return room.last_card(person, about="预评审")


@pytest.mark.every_database
def test_one_group_with_exactly_those_whom_the_matrix_names(room: Room) -> None:
    room.failures.duplicate_next(1)

    asks(room)

    assert members(room) == NAMED
    told = said_in_group(room)
    assert all(it in told for it in ("云栖酒店集团", "80 台", "12月28日 周一", "玫瑰金", "能不能做：等 钱琪"))
    review = review_of(room, NUMBER)
    assert review is not None
    assert review.chat.endswith(founded(room)[0].chat_id)
    for person in ("qian.qi", "wang.sheng", "chen.cai"):
        assert own_card(room, person).buttons
    for outsider in ("zhao.gong", "he.tao", "luo.wei"):
        assert room.cards(outsider) == []


def test_who_is_only_told_is_not_in_it(room: Room) -> None:
    row = {"family": "lock", "stage": "REVIEW", "department": "quality", "role": "I", "person": "wu.jian"}
    stores(room, "raci_rule", row, row | {"department": "warehouse", "role": "C", "person": ""})

    asks(room)

    assert members(room) == NAMED | {"zheng.ku"}


def test_asked_twice_it_is_asked_back_and_founds_nothing(room: Room) -> None:
    asks(room)

    asks(room)

    assert len(founded(room)) == 1
    assert f"已经为 {NUMBER} 发起过预评审" in room.last_card("sales")
    room.taps(SELLER, "再发起一次", to="sales")
    assert len(founded(room)) == 2


def test_after_a_quote_it_is_no_repetition(room: Room) -> None:
    room.says(SELLER, f"/quote {LOCKS}", to="sales")

    asks(room)

    assert len(founded(room)) == 1


def test_what_is_missing_is_asked_for_first(room: Room) -> None:
    asks(room, "云栖 DL-20 80台 锁体=6068 表面处理=玫瑰金 开锁方式=密码")
    assert founded(room) == []

    room.submits(SELLER, {"requested_date": "2026-12-28"}, to="sales")

    assert members(room) == NAMED


def test_only_sales_may(room: Room) -> None:
    room.says("wang.sheng", f"/precheck {LOCKS}")

    assert "没有权限" in room.last_card("wang.sheng")
    assert (orders_in(room), founded(room)) == ([], [])


def test_where_the_platform_will_not_everybody_has_their_own_card(room: Room) -> None:
    room.failures.refuse_next(CREATE[room.platform], NOT_ALLOWED[room.platform], "not allowed")

    asks(room)

    assert founded(room) == []
    assert "没有建成群" in room.last_card(SELLER).title
    for person in ("qian.qi", "wang.sheng", "chen.cai"):
        assert own_card(room, person).buttons


@pytest.mark.every_database
def test_while_the_platform_is_busy_it_is_owed_and_founded_once_in_the_end(room: Room) -> None:
    room.failures.refuse_next(CREATE[room.platform], BUSY[room.platform], "busy", times=2)

    asks(room)
    assert founded(room) == []

    room.advance(minutes=3)
    assert members(room) == NAMED
    room.advance(hours=1)
    assert len(founded(room)) == 1


@pytest.mark.only_on("feishu", "founded-groups")
def test_in_the_group_they_press_and_read_questions_below_the_brief(room: Room) -> None:
    asks(room)
    [group] = founded(room)
    brief = next(it for it in room.tenant.messages(group.chat_id) if it.type == "interactive")

    room.submits("qian.qi", {"question": "玫瑰金是 PVD 还是喷涂？"}, on=own_card(room, "qian.qi"))
    room.taps("wang.sheng", "理解一致", on=Shown(brief.message_id, group.chat_id, room.tenant.card(brief.message_id)))

    [asked] = [it for it in room.tenant.messages(group.chat_id) if "PVD" in it.content and it is not brief]
    assert asked.parent_id == brief.message_id
    review = review_of(room, NUMBER)
    assert review is not None
    assert [it.person for it in review.unclear] == ["qian.qi"]


@pytest.mark.only_on("wecom", "founded-groups")
def test_the_group_only_hears_how_it_stands(room: Room) -> None:
    asks(room)

    room.submits("qian.qi", {"question": "玫瑰金是 PVD 还是喷涂？"}, on=own_card(room, "qian.qi"))
    room.taps("wang.sheng", "理解一致", on=own_card(room, "wang.sheng"))
    room.advance(minutes=1)

    told = said_in_group(room)
    assert "钱琪 问：玫瑰金是 PVD 还是喷涂？" in told
    assert "生产部 王胜：理解一致" in told
    assert all(it.kind == "markdown" for it in room.corp.messages(founded(room)[0].chat_id))
