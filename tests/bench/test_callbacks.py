"""What is brought to the doors in benchmarks: the platform's is taken, a stranger's is not."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from bot.app import Program, assemble
from bot.clock import Clock
from bot.config import Settings
from storage.inbox import INBOX
from tests.bench import deliveries, wecom_deliveries
from tests.bench.programs import let_go, settings_for, wecom_settings_for
from tests.bench.request import Request
from tests.bench.standin import StandIn
from tests.bench.strangers import KINDS, Stranger, to_feishu, to_wecom
from tests.bench.trespassing import LetIn, refusing
from tests.bench.wecom_deliveries import WecomMaker
from tests.bench.wecom_standin import WecomStandIn

FEISHU = (settings_for, to_feishu, deliveries.PATH)
WECOM = (wecom_settings_for, to_wecom, wecom_deliveries.PATH)


@contextmanager
def program(settings: Settings) -> Iterator[Program]:
    made = assemble(settings, Clock(), feishu_wire=StandIn(), wecom_wire=WecomStandIn(), threads=0)
    try:
        yield made
    finally:
        let_go(made)


def stored(program: Program) -> int:
    """How many deliveries of WeCom are in the inbox."""
    counting = select(func.count()).where(INBOX.c.source == "wecom")
    found: int = program.database.write(lambda session: session.execute(counting).scalar_one())
    return found


def test_messages_of_wecom_are_stored_each_as_its_own(sqlite_url: str) -> None:
    posts = [post for batch in ("one", "two") for post in WecomMaker(batch, Clock()).posts(3)]

    with program(wecom_settings_for(sqlite_url)) as tongpin:
        door = tongpin.doors()[wecom_deliveries.PATH]
        statuses = [asyncio.run(post.into(door)) for post in posts]
        kept = stored(tongpin)

    assert statuses == [200] * 6
    assert kept == 6


def test_what_comes_again_is_stored_once(sqlite_url: str) -> None:
    (post,) = WecomMaker("one", Clock()).posts(1)

    with program(wecom_settings_for(sqlite_url)) as tongpin:
        door = tongpin.doors()[wecom_deliveries.PATH]
        statuses = [asyncio.run(post.into(door)) for _ in range(2)]
        kept = stored(tongpin)

    assert statuses == [200, 200]
    assert kept == 1


@pytest.mark.parametrize(("settings_of", "strangers", "path"), [FEISHU, WECOM], ids=["Feishu", "WeCom"])
def test_every_stranger_is_refused(
    sqlite_url: str,
    settings_of: Callable[[str], Settings],
    strangers: Callable[[Clock], Iterable[Stranger]],
    path: str,
) -> None:
    with program(settings_of(sqlite_url)) as tongpin:
        spent = refusing(tongpin.doors()[path], list(strangers(tongpin.clock)), 1)

    assert {one.kind for one, _ in spent} == set(KINDS)
    assert all(len(times) == 1 for _, times in spent)


def test_a_door_that_lets_somebody_in_is_told_of(sqlite_url: str) -> None:
    (genuine,) = WecomMaker("one", Clock()).posts(1)

    with program(wecom_settings_for(sqlite_url)) as tongpin, pytest.raises(LetIn, match="forged, genuine: 200"):
        refusing(tongpin.doors()[wecom_deliveries.PATH], [Stranger("forged", "genuine", genuine)], 1)


def test_a_request_goes_over_the_wire_as_it_is() -> None:
    request = Request("/a?b=c", (("Content-Type", "text/xml"),), b"<xml/>")

    assert request.raw() == (
        b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: 6\r\n\r\n<xml/>"
    )
