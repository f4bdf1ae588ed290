"""The same conversation over the long connection: no public address, frames instead of requests."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.standin.conftest import Standing, copied, standing
from tests.standin.connection import LongConnection, connected
from tests.standin.feishu import Feishu
from tests.standin.frames import DATA, Frame, decode, encode
from tests.standin.program import open_id
from tests.standin.talk import days_from_now, order_numbers, shown_on


@pytest.fixture(scope="module")
def by_wire(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Standing, LongConnection]]:
    """The program on the long connection; the first enquiry for its address is put off."""
    directory, lines = tmp_path_factory.mktemp("by-wire"), list[LongConnection]()

    def connecting(feishu: Feishu) -> Iterator[None]:
        with connected(feishu) as line:
            line.busy = 1
            lines.append(line)
            yield

    with standing(directory, copied(sample, directory), connecting=connecting) as started:
        yield started, lines[0]


def test_a_frame_survives_its_encoding() -> None:
    frame = Frame(DATA, {"type": "event", "空": "值"}, b"\x00\xff" * 200, 1 << 63, 300, 77, {6: b"gzip", 9: b"log"})

    assert decode(encode(frame)) == frame


def test_an_order_is_placed_and_confirmed_over_the_long_connection(
    by_wire: tuple[Standing, LongConnection],
) -> None:
    talk, line = by_wire
    card = talk.asks("lin.xiaoyan", "/neworder")
    values: dict[str, str | date] = {
        "customer": "绿湾物业",
        "product": "SW-300",
        "quantity": "60",
        "requested_date": days_from_now(60),
    }

    line.parts = 3
    submitted = talk.fills("lin.xiaoyan", card, values)
    talk.sees(card, "确认下单")
    confirmed = talk.presses("lin.xiaoyan", card, "确认下单")
    [order_no] = order_numbers(shown_on(card))
    acknowledged = talk.presses("wang.sheng", talk.task(order_no, "production"), "收到")

    assert submitted.toast
    assert confirmed.toast
    assert acknowledged.toast_type == "success"
    talk.reads(card, r"已收到.*王胜")
    assert line.pings >= 1
    assert line.faults == []


def test_a_dropped_connection_is_made_again_and_what_is_repeated_has_no_second_effect(
    by_wire: tuple[Standing, LongConnection],
) -> None:
    talk, line = by_wire
    said = talk.feishu.says(open_id("lin.xiaoyan"), "/help")
    talk.feishu.waits_for(lambda: talk.replies(said), "answer")

    opened = line.opened
    line.drop()
    talk.feishu.says(open_id("lin.xiaoyan"), "/help", message_id=said)
    talk.asks("lin.xiaoyan", "/status")

    assert line.opened == opened + 1
    assert len(talk.replies(said)) == 1
    assert line.faults == []
