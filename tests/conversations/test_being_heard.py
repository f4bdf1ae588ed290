"""Who is heard and who is answered: words, pictures, what comes late, and clicks that come early."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NoReturn

import pytest

from bot.platforms.port import ChatKind, Said
from core.orders import OrderStatus
from storage.inbox import Arrival
from tests.kit import Room
from tests.kit.factory import settings
from tests.kit.feishu_stage import FeishuStage
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import an_order, orders_in, the_order

pytestmark = pytest.mark.every_platform

WHOLE = "/neworder 恒远 SW-300 300台 12月20日 白色"

# --- a click that is faster than our own commit --------------------------------------------


@contextmanager
def nothing_written_down(room: Room) -> Iterator[None]:
    """Messages arrive, and the process dies before it has noted that."""
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(room.program.outbound, "_settle", lambda *_: None)
        yield


def test_a_click_on_a_card_whose_sending_is_not_recorded_yet_is_carried_out_once_it_is(room: Room) -> None:
    with nothing_written_down(room):
        card = an_order(room)
        assert room.taps_as_seen("lin.xiaoyan", "确认下单", card) == ""
    assert the_order(room).status is OrderStatus.QUOTED

    room.advance(minutes=2)

    assert the_order(room).status is OrderStatus.CONFIRMED
    assert [shown.message_id for shown in room.cards("sales")] == [room.again(card).message_id]


def test_so_it_is_in_a_private_chat(room: Room) -> None:
    room.says("lin.xiaoyan", "/help")
    with nothing_written_down(room):
        room.says("lin.xiaoyan", WHOLE)
        room.taps_as_seen("lin.xiaoyan", "确认下单", room.last_card("lin.xiaoyan"))

    room.advance(minutes=2)

    assert the_order(room).status is OrderStatus.CONFIRMED


@pytest.mark.only_on("feishu", "forwarding")
def test_a_forwarded_card_is_refused_once_everything_is_recorded(room: Room) -> None:
    with nothing_written_down(room):
        card = an_order(room)
        copy = room.tenant.forward(room.open_id("lin.xiaoyan"), card.message_id, room.chat("sales"))
        room.taps_as_seen("lin.xiaoyan", "确认下单", card, copy)

    room.advance(minutes=2)

    assert the_order(room).status is OrderStatus.QUOTED


@pytest.mark.every_database
@pytest.mark.only_on("feishu", "forwarding")
def test_a_forwarded_card_is_refused_at_once_where_nothing_is_under_way(room: Room) -> None:
    with nothing_written_down(room):
        card = an_order(room)
        copy = room.tenant.forward(room.open_id("lin.xiaoyan"), card.message_id, room.chat("production"))

        assert "不是发在这里的" in room.taps_as_seen("lin.xiaoyan", "确认下单", card, copy)


# --- what is no words ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["image", "file"])
def test_a_picture_in_private_is_answered_with_what_can_be_done_instead(
    room: Room, kind: Literal["image", "file"]
) -> None:
    room.deeds.send_file("lin.xiaoyan", "图.png", b"\x89PNG\r\n\x1a\n", kind=kind)
    room.settle()

    answer = room.last_card("lin.xiaoyan")
    assert answer.title == "我只看得懂文字"
    assert "/help" in answer.text


@pytest.mark.parametrize("words", ["@同频", "@同频  "])
def test_a_mention_alone_is_answered_with_what_the_bot_can_do(room: Room, words: str) -> None:
    room.says("lin.xiaoyan", words, to="sales")

    assert room.last_card("sales").title == "同频能帮你做什么"


def test_a_picture_in_a_group_is_not_for_the_bot(room: Room) -> None:
    room.deeds.send_file("lin.xiaoyan", "图.png", b"\x89PNG\r\n\x1a\n", kind="image", to="sales")
    room.settle()

    assert room.cards("sales") == []


@pytest.mark.parametrize(("is_mentioned", "answers"), [(True, 1), (False, 0)])
def test_a_mention_without_a_word_is_answered_too(room: Room, is_mentioned: bool, answers: int) -> None:
    arrival = Arrival("om_bare", room.platform, "message", b"{}", room.now)
    stored = room.program.inbox.store(arrival).result(5)
    assert stored is not None
    bare = Said(
        delivery=stored.delivery, platform=room.platform, at=room.now, sender=room.open_id("lin.xiaoyan"),
        chat=room.chat("sales"), text=" ", chat_kind=ChatKind.GROUP, is_mentioned=is_mentioned,
    )  # fmt: skip

    room.program.listener.hear(stored, bare)
    room.settle()

    assert len(room.cards("sales", "/help")) == answers


# --- what comes late -----------------------------------------------------------------------


def connected(url: str, open_room: OpenRoom) -> Room:
    """A room whose program listens on the long connection."""
    feishu = settings(url).feishu
    return open_room(url, feishu=feishu.model_copy(update={"mode": "websocket"}))


def said_while_away(room: Room, *, minutes: int) -> None:
    """Somebody orders while nobody listens; the platform brings it when the program is back."""
    room.tenant.deliver_to(lambda headers, body: (200, b"{}"))
    room.says("lin.xiaoyan", WHOLE, to="sales")
    room.sleep(minutes=minutes)
    assert isinstance(room.stage, FeishuStage)
    room.tenant.deliver_to(room.stage.knock)
    assert room.tenant.redeliver(room.tenant.delivered()[-1])
    room.settle()


@pytest.mark.only_on("feishu", "stale-words")
def test_after_a_reconnect_an_old_command_is_told_of_and_not_obeyed(quiet_url: str, open_room: OpenRoom) -> None:
    room = connected(quiet_url, open_room)
    said_at = room.now

    said_while_away(room, minutes=31)

    assert orders_in(room) == []
    text = room.last_card("sales").text
    assert f"{said_at.astimezone(room.zone):%H:%M}" in text
    assert "请再发一次" in text


@pytest.mark.only_on("feishu", "stale-words")
def test_a_command_of_half_an_hour_is_still_obeyed(quiet_url: str, open_room: OpenRoom) -> None:
    room = connected(quiet_url, open_room)

    said_while_away(room, minutes=29)

    assert len(orders_in(room)) == 1


@pytest.mark.only_on("feishu", "stale-words")
def test_over_the_webhook_nothing_is_too_old(room: Room) -> None:
    said_while_away(room, minutes=61)

    assert len(orders_in(room)) == 1


def test_what_was_kept_in_time_is_obeyed_however_late_it_is_handled(quiet_url: str, open_room: OpenRoom) -> None:
    room = connected(quiet_url, open_room)
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(room.program.worker, "take", lambda stored, is_tap=False: None)
        room.says("lin.xiaoyan", WHOLE, to="sales")
    room.sleep(minutes=45)

    room.advance(seconds=1)

    assert len(orders_in(room)) == 1


# --- what a tap is answered with -----------------------------------------------------------


def test_the_toast_of_a_form_tells_the_date_that_stands_on_the_card_beside_it(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    form = room.last_card("sales")

    room.submits("lin.xiaoyan", {"quantity": "300", "requested_date": "2026-12-20"}, on=form)

    told = re.fullmatch(r"ORD-2611-0001 已建单，最早 (.+月.+日 周.) 发货", room.toast)
    assert told is not None
    assert told[1] in room.again(form).text


def test_the_toast_of_a_confirmation_writes_the_day_as_cards_do(room: Room) -> None:
    card = an_order(room)

    room.taps("lin.xiaoyan", "确认下单", on=card)

    told = re.fullmatch(r"ORD-2611-0001 已下单，承诺 (.+月.+日 周.)", room.toast)
    assert told is not None
    assert told[1] in room.again(card).text


def test_a_toast_tells_no_date_while_there_is_none(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    room.engine.instead = stumble

    room.submits("lin.xiaoyan", {"quantity": "300", "requested_date": "2026-12-20"}, on=room.last_card("sales"))

    assert room.toast == "ORD-2611-0001 已建单"


def stumble(*_: object) -> NoReturn:
    raise KeyError("oops")
