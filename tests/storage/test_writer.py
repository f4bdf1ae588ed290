import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from time import sleep

import pytest

from storage.writer import PATIENCE_SECONDS, Job, Urgency, Writer


def test_the_urgent_ones_go_first() -> None:
    writer, may_go, done = Writer(threads=1), threading.Event(), []
    writer.submit(may_go.wait, urgency=Urgency.NORMAL)
    for urgency in (Urgency.BACKGROUND, Urgency.NORMAL, Urgency.PERSON, Urgency.ARRIVAL, Urgency.NORMAL):
        writer.submit(lambda urgency=urgency: done.append(urgency), urgency=urgency)  # type: ignore[misc]

    may_go.set()
    writer.close()

    assert done == [Urgency.ARRIVAL, Urgency.PERSON, Urgency.NORMAL, Urgency.NORMAL, Urgency.BACKGROUND]


def test_those_in_a_greater_hurry_join_what_has_begun_and_end_it() -> None:
    rounds: list[list[str]] = []

    def together(first: Job, more: Iterator[Job]) -> None:
        if not rounds:
            for urgency in (Urgency.NORMAL, Urgency.ARRIVAL, Urgency.BACKGROUND):
                writer.submit(lambda name=urgency.name: name, urgency=urgency)  # type: ignore[misc]
        jobs = [first, *more]
        rounds.append([job.work() for job in jobs])
        for job in jobs:
            job.tell(None)

    writer = Writer(1, together)
    writer.submit(lambda: "NORMAL", urgency=Urgency.NORMAL).result(timeout=5)
    writer.close()

    assert rounds == [["NORMAL", "ARRIVAL"], ["NORMAL"], ["BACKGROUND"]]


def test_nobody_waits_for_ever_behind_those_in_a_greater_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PATIENCE_SECONDS, Urgency.NORMAL, PATIENCE_SECONDS[Urgency.PERSON] + 0.01)
    writer, may_go, done = Writer(threads=1), threading.Event(), []
    writer.submit(may_go.wait, urgency=Urgency.NORMAL)
    writer.submit(lambda: done.append("words"), urgency=Urgency.NORMAL)
    sleep(0.05)
    writer.submit(lambda: done.append("click"), urgency=Urgency.PERSON)

    may_go.set()
    writer.close()

    assert done == ["words", "click"]


def test_what_is_waiting_is_done_before_it_closes() -> None:
    writer = Writer(threads=2)
    futures = [writer.submit(lambda n=n: n, urgency=Urgency.BACKGROUND) for n in range(50)]  # type: ignore[misc]

    writer.close()

    assert [future.result(timeout=0) for future in futures] == list(range(50))


def test_a_failure_reaches_who_asked_and_the_thread_goes_on() -> None:
    writer = Writer(threads=1)

    broken: Future[int] = writer.submit(lambda: 1 // 0, urgency=Urgency.NORMAL)
    fine = writer.submit(lambda: "done", urgency=Urgency.NORMAL)

    with pytest.raises(ZeroDivisionError):
        broken.result(timeout=5)
    assert fine.result(timeout=5) == "done"
    writer.close()


def test_what_was_called_off_is_not_done() -> None:
    writer, may_go, done = Writer(threads=1), threading.Event(), []
    writer.submit(may_go.wait, urgency=Urgency.NORMAL)
    called_off = writer.submit(lambda: done.append("called off"), urgency=Urgency.NORMAL)

    called_off.cancel()
    may_go.set()
    writer.close()

    assert done == []
    with pytest.raises(CancelledError):
        called_off.result(timeout=0)


def test_a_closed_writer_says_so_instead_of_keeping_people_waiting() -> None:
    writer = Writer(threads=1)
    writer.close()

    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(lambda: None, urgency=Urgency.NORMAL)
