"""Whatever happens to the smart bot's connection: what WeCom has delivered is handled, once, and nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.platforms.wecom.aibot.pace import Pace
from tests.bot.wecom_company import QUICK, Company, Crowd, Running, until
from tests.databases import Databases
from tests.kit.factory import load_quiet

KICKED = "another process took the connection over"
TAPPED = "event.template_card_event"
PaceOf = Callable[[Pace], None]


@pytest.fixture
def company(databases: Databases) -> Iterator[Company]:
    with databases.fresh("sqlite", like=databases.template("sqlite", "quiet", load_quiet)) as url:
        made = Company(url)
        yield made
        made.close()


@pytest.fixture
def pace_of(monkeypatch: pytest.MonkeyPatch) -> PaceOf:
    """Has connections keep to another pace from now on."""

    def keep(pace: Pace) -> None:
        monkeypatch.setattr("bot.platforms.wecom.aibot.connection.Pace", lambda: pace)

    keep(QUICK)
    return keep


@pytest.fixture
def running(company: Company, pace_of: PaceOf) -> Iterator[Running]:
    with company.running() as running:
        until(lambda: running.connection.is_connected)
        yield running


def comes_back(company: Company, running: Running) -> None:
    """People's words come through again, and their taps."""
    words, taps = len(company.delivered("text")), len(company.delivered(TAPPED))
    until(lambda: running.connection.is_connected and running.connection.trouble == "")
    until(lambda: len(company.delivered("text")) > words + 3, "no words come through")
    until(lambda: len(company.delivered(TAPPED)) > taps, "no taps come through")


def test_a_working_day_without_trouble(company: Company, running: Running) -> None:
    with Crowd(company):
        until(lambda: len(company.delivered("text")) >= 30 and len(company.delivered(TAPPED)) >= 5)

    company.require_all_handled(running)
    assert running.ready()[0] == 200


def test_the_platform_closes_the_connection_cleanly(company: Company, running: Running) -> None:
    with Crowd(company):
        for _ in range(4):
            comes_back(company, running)
            company.corp.bot_sockets.close()
        comes_back(company, running)

    company.require_all_handled(running)


def test_the_connection_breaks(company: Company, running: Running) -> None:
    with Crowd(company) as crowd:
        for _ in range(4):
            comes_back(company, running)
            with crowd.hush():
                until(lambda: company.delivered() <= company.kept(running.program.database).keys())
                company.corp.bot_sockets.abort()
        comes_back(company, running)

    company.require_all_handled(running)


def test_another_process_takes_the_connection_over(company: Company, pace_of: PaceOf) -> None:
    pace_of(replace(QUICK, kicked=replace(QUICK.kicked, first=0.5, longest=0.6)))
    with company.running() as running, Crowd(company):
        comes_back(company, running)
        company.corp.bot_sockets.kick()
        until(lambda: running.connection.trouble == KICKED)
        status, said = running.ready()
        comes_back(company, running)
        everything_was_said = company.said

    with company.running() as again:
        company.require_all_handled(again)
    assert (status, f"wecom: {KICKED}" in said) == (503, True)
    assert company.said >= everything_was_said


def test_authentication_fails_until_it_is_mended(company: Company, running: Running) -> None:
    with Crowd(company):
        comes_back(company, running)
        company.change_secret("another")
        company.corp.bot_sockets.close()
        until(lambda: "40001" in running.connection.trouble)
        status, said = running.ready()
        delivered = company.delivered()
        company.change_secret("bot-secret")
        comes_back(company, running)

    company.require_all_handled(running)
    assert status == 503
    assert "wecom: 40001" in said
    assert "bot-secret" not in said
    assert delivered < company.delivered()
    until(lambda: running.ready()[0] == 200)


def test_heartbeats_are_not_answered(company: Company, pace_of: PaceOf) -> None:
    pace_of(replace(QUICK, heartbeat=0.15))
    with company.running() as running, Crowd(company) as crowd:
        comes_back(company, running)
        with crowd.hush():  # what goes into a dead connection, nobody can save
            line = running.connection._line
            company.corp.bot_switches.answers_no_heartbeat = True
            until(lambda: running.connection._line is not line)
            company.corp.bot_switches.answers_no_heartbeat = False
            until(lambda: running.connection.is_connected)
        comes_back(company, running)
        with crowd.hush():
            company.require_all_handled(running)


def test_acknowledgements_are_late(company: Company, pace_of: PaceOf) -> None:
    pace_of(replace(QUICK, ack=0.2))
    company.corp.bot_switches.ack_delay_seconds = 0.4
    with company.running() as running:
        with Crowd(company, seconds=0.1):
            comes_back(company, running)
        company.corp.bot_switches.ack_delay_seconds = 0.0  # before it, nobody knows which card was tapped
        company.require_all_handled(running)
        asked = len(company.delivered("text"))
        until(lambda: len(set(company.answers())) == asked, "not everybody was answered")

    assert len(company.answers()) == asked  # and nobody twice


def test_what_is_said_while_nobody_is_connected_is_lost_by_the_platforms_own_rule(
    company: Company, running: Running
) -> None:
    company.says()
    until(lambda: len(company.delivered()) == 1)
    company.change_secret("another")
    company.corp.bot_sockets.close()

    company.says()
    company.change_secret("bot-secret")
    until(lambda: company.corp.bot_sockets.is_connected)
    company.says()

    assert company.said == 3
    assert len(company.delivered()) == 2
    company.require_all_handled(running)


def test_what_was_taken_is_done_after_a_restart(company: Company, pace_of: PaceOf) -> None:
    with company.running() as first:
        until(lambda: first.connection.is_connected)
        for _ in range(10):
            company.says()
        until(lambda: len(company.kept(first.program.database)) == 10)

    with company.running() as second:
        company.require_all_handled(second)
        until(lambda: second.connection.is_connected)
        assert second.ready()[0] == 200
