"""Of several processes one holds the smart bot's connection; when it goes, another takes over within the lease."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import inbox, leases
from storage.leases import LEASE
from tests.bot.wecom_company import QUICK, Company, Crowd, Running, until
from tests.databases import Databases
from tests.kit.factory import load_quiet


@pytest.fixture
def company(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    pace = replace(QUICK, kicked=replace(QUICK.kicked, first=60, longest=600))
    monkeypatch.setattr("bot.platforms.wecom.aibot.connection.Pace", lambda: pace)
    with databases.fresh("postgresql", like=databases.template("postgresql", "quiet", load_quiet)) as url:
        made = Company(url)
        yield made
        made.close()


def started(company: Company, stack: ExitStack) -> Running:
    return stack.enter_context(company.running())


def test_only_one_of_two_connects(company: Company) -> None:
    with ExitStack() as stack:
        first, second = started(company, stack), started(company, stack)
        until(lambda: first.connection.is_connected or second.connection.is_connected)
        time.sleep(0.5)  # several turns of asking for the lease

        assert [first.connection.is_ours, second.connection.is_ours].count(True) == 1
        assert [first.ready()[0], second.ready()[0]] == [200, 200]
        assert first.connection.trouble == second.connection.trouble == ""


def test_when_it_stops_the_other_takes_over_and_nothing_is_lost(company: Company) -> None:
    with ExitStack() as later, ExitStack() as now, Crowd(company) as crowd:
        first = started(company, now)
        until(lambda: first.connection.is_connected)
        second = started(company, later)
        until(lambda: len(company.delivered("text")) > 5)

        with crowd.hush():  # what the platform sends into a socket that is just closing, nobody can save
            now.close()
        seconds = until(lambda: second.connection.is_connected)
        delivered = len(company.delivered("text"))
        until(lambda: len(company.delivered("text")) > delivered + 5)
        company.clock.advance(inbox.LEASE)  # of what the first had not yet come to an end with

        assert seconds < LEASE.total_seconds()
        later.callback(company.require_all_handled, second)


def test_when_it_dies_the_other_takes_over_once_the_lease_has_run_out(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=2))
    with ExitStack() as stack:
        first = started(company, stack)
        until(lambda: first.connection.is_connected)
        second = started(company, stack)
        monkeypatch.setattr(first.connection._lease, "give_back", lambda: None)

        first.connection.stop()

        assert until(lambda: second.connection.is_connected) < 3
        company.says()
        until(lambda: len(company.answers()) == 1)


def test_what_the_one_has_heard_the_other_may_answer_only_over_the_connection(company: Company) -> None:
    with ExitStack() as stack:
        holder = started(company, stack)
        until(lambda: holder.connection.is_connected)
        other = started(company, stack)

        for _ in range(8):
            company.says()
        until(lambda: len(company.answers()) == 8)

        assert not other.connection.is_ours
        assert len(set(company.answers())) == 8
