"""The benchmark of promises checks them: a right answer passes, one that was tampered with does not."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.planning.factory.shop import Shop
from core.planning.plan.displaced import Push
from core.planning.plan.frontier import rush
from core.planning.plan.pushing import Field
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion
from tests.bench import quote, rushing
from tests.bench.factories import generate
from tests.bench.quote import Asked, Stand, measured, wrong
from tests.bench.quoting import figures_of
from tests.bench.refusing import REFUSED, read_json, sentence

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@cache
def a_book() -> tuple[Stand, Asked]:
    """A plant in which some orders were booked one after the other, and a question for one more."""
    nothing = {**generate(10, seed=3), "orders": [], "operations": []}
    stand = Stand.of(nothing, {"format": "schedule-1", "problem": nothing["name"], "assignments": []})
    *first, last = stand.questions(12, seed=3)
    for asked in first:
        stand = stand.booked(asked, DispatchEngine().answer(stand.shop, asked.question))
    return stand, last


class Tampering:
    """An engine whose answers are not what they should be."""

    def __init__(self, tamper: Callable[[PromiseAnswer], PromiseAnswer]) -> None:
        self._tamper = tamper

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        return self._tamper(DispatchEngine().answer(shop, question))


def test_orders_booked_one_after_the_other_are_a_plan_and_their_promises_are_the_best() -> None:
    stand, asked = a_book()

    assert len(stand.document["orders"]) == 11
    assert wrong(stand, [asked]) == []


def moved(answer: PromiseAnswer, place: int, by: timedelta) -> PromiseAnswer:
    """One booking at another time."""
    bookings = list(answer.bookings)
    one = bookings[place]
    bookings[place] = replace(one, start_at=one.start_at + by, end_at=one.end_at + by)
    return replace(answer, bookings=tuple(bookings))


def later(answer: PromiseAnswer) -> PromiseAnswer:
    """The same order, begun a week after it could have been ready: possible, but not the best."""
    stand, asked = a_book()
    assert answer.ready_at is not None
    line = replace(asked.question.lines[0], design_ready_at=answer.ready_at + 7 * DAY)
    return DispatchEngine().answer(stand.shop, replace(asked.question, lines=(line,)))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda it: moved(it, -1, -DAY), "not valid"),
        (lambda it: moved(it, 0, -MINUTE), "not valid"),
        (lambda it: replace(it, bookings=it.bookings[1:]), "not valid"),
        (lambda it: replace(it, promise_date=it.promise_date - DAY), "but promised for day"),
        (later, "is possible"),
    ],
)
def test_what_is_wrong_is_found(tamper: Callable[[PromiseAnswer], PromiseAnswer], found: str) -> None:
    stand, asked = a_book()

    told = wrong(stand, [asked], Tampering(tamper))

    assert any(line.startswith(asked.question.order_no) and found in line for line in told)


def test_a_list_of_a_rush_that_leaves_somebody_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stand, asked = a_rushed_book()
    assert wrong(stand, asked) == []

    monkeypatch.setattr(rushing, "rush", leaving_all_out)

    assert any("a rush delays" in line for line in wrong(stand, asked))


def leaving_all_out(field: Field) -> Push:
    """A list of nobody."""
    push = rush(field)
    assert push is not None
    return replace(push, displaced=())


@cache
def a_rushed_book() -> tuple[Stand, list[Asked]]:
    """A full plant, and a question for an order that, put first, makes others a day late."""
    stand = Stand.planned(generate(300, seed=3))
    return stand, stand.questions(3, seed=3)[-1:]


def test_every_part_of_an_answer_is_timed() -> None:
    stand, asked = a_book()

    times = measured(stand, [asked])

    assert all(each.value > 0 for each in figures_of(10, times, checked=1))
    assert len(times) == 6


Change = Callable[[dict[str, Any]], object]


def without_orders(document: dict[str, Any]) -> None:
    document["orders"], document["operations"] = [], []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (without_orders, "operations is empty"),
        (lambda it: it["operations"][0].update(alternatives=[]), "operations[0] can be done by no work centre"),
        (lambda it: it["operations"][0].update(alternatives=[[99, 5]]), "alternatives[0][0] names something that is"),
        (lambda it: it["operations"][0].update(preds=[it["orders"][0]["last"]]), "go round in a circle"),
        (lambda it: it["operations"][0].update(part=9), "operations[0].part names something that is not there"),
        (lambda it: it["operations"][0].update(unattended=True), "operations[0].unattended is nothing that promises"),
        (lambda it: it.update(work_centres=[]), "names something that is not there"),
        (lambda it: it["work_centres"][0].update(speed=0), "work_centres[0].speed is too small or too large"),
        (lambda it: it["work_centres"][0].update(windows=[[0, 10_080]]), "work_centres[0].windows is nothing that"),
        (lambda it: it["work_centres"][1].update(id=it["work_centres"][0]["id"]), "work_centres[1].id names the same"),
        (lambda it: it.pop("epoch"), "epoch is missing"),
        (lambda it: it.update(epoch="2025-01-07"), "epoch must be the beginning of a Monday"),
        (lambda it: it.pop("groups"), "groups is missing"),
        (lambda it: it.update(groups=["a"]), "groups must name every group of setup"),
        (lambda it: it.update(products=[]), "products is empty"),
        (lambda it: it["products"][0].update(lot=-5), "products[0].lot is too small or too large"),
        (lambda it: it["products"][0]["parts"][0].update(parent=0), "products[0].parts go round in a circle"),
        (lambda it: it["products"][0]["parts"][0]["ops"][0].update(unit=-1), "must be a number of minutes above 0"),
        (lambda it: it["products"][0]["parts"][0]["ops"][0].update(wcs=[]), "parts[0].ops[0].wcs is empty"),
        (lambda it: it["orders"][0].update(due=10**9), "orders[0].due is too small or too large"),
        (lambda it: it["orders"][0].update(qty="many"), "orders[0].qty must be a whole number"),
        (lambda it: it["orders"][0].update(id="Q0001"), "orders[0].id is what others are called here"),
        (lambda it: it["materials"][0].update(lead_time=2**40), "materials[0].lead_time is too small or too large"),
        (lambda it: it["calendars"].update(overtime=[[0, 10_080]]), "calendars.overtime has a window that"),
        (lambda it: it.update(horizon=2**31), "comes to too many working windows"),
    ],
)
def test_what_promises_cannot_be_measured_with_is_refused_in_one_line(change: Change, why: str, tmp_path: Path) -> None:
    document, file = generate(10, seed=3), tmp_path / "problem.json"
    change(document)
    file.write_text(json.dumps(document), "utf-8")

    with pytest.raises(REFUSED) as refused:
        Stand.planned(read_json(file))

    assert why in sentence(file, refused.value)


@pytest.mark.parametrize("words", ["--quotes 0", "--quotes=-1", "--quotes all", "--checks=-1"])
def test_a_number_of_questions_is_one(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["quote", "problem.json", *words.split()])

    with pytest.raises(SystemExit) as ended:
        quote.main()

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_work_centre_that_is_down_is_not_promised(tmp_path: Path) -> None:
    document = generate(30, seed=3)
    for centre in document["work_centres"]:
        centre["down"] = [[9 * 1440, 12 * 1440]]

    stand = Stand.planned(document)

    assert wrong(stand, stand.questions(3, seed=1)) == []
