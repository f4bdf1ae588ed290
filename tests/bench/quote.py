"""`python -m tests.bench.quote PROBLEM.json --quotes N [--json]`: how quick promises are, and whether they are right.

The problem's first plan is the standing plan of a shop; the product's engine is asked for orders that are drawn from
the products. Each answer is checked against the whole plan, in which those before it are booked: no insertion at all
may ship the order on an earlier day, and with all of them in it and everybody else where they were, the plan has to
pass the validator.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Self

from core.planning.factory.shop import Shop
from core.planning.plan import checker
from core.planning.plan.ground import Ground
from core.planning.plan.neutral import read_problem, write_schedule
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.case import Case
from core.planning.promise.desk import Desk
from core.planning.promise.engine import DispatchEngine, PromiseEngine, reserved
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.bench.figures import percentile
from tests.bench.insertion import Factory, TooManyWays
from tests.bench.keeping_rules import reasons_named, require_valid
from tests.bench.quotable import check_quotable
from tests.bench.quoted_shop import Plant, shop_of
from tests.bench.refusing import REFUSED, SEED, Parser, read_json, sentence, whole
from tests.bench.rushing import lines_of, rushed, wrongly_listed
from tests.bench.supplying import supplied

Json = Mapping[str, Any]
ENGINE = DispatchEngine()
MOST_QUOTES = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and what it is in the document."""

    product: int
    qty: int
    question: PromiseQuestion


@dataclass(frozen=True, eq=False)
class Stand:
    """A problem with a plan, as documents and as a shop."""

    document: Json
    schedule: Json
    plant: Plant
    shop: Shop
    factory: Factory
    unproved: list[str] = field(default_factory=list)
    """Answers that are possible, and better than which nothing was found in many trials; not all were made."""

    @classmethod
    def of(cls, document: Json, schedule: Json) -> Self:
        """A problem and a schedule of it."""
        return cls(document, schedule, Plant.of(document), shop_of(document, schedule), Factory(document, schedule))

    @classmethod
    def planned(cls, document: Json) -> Self:
        """With its first plan, and all that a running program has laid out before the first question."""
        from core.planning.plan.rules import first_plan  # late: what compiles kernels takes its time

        read_problem(document)
        check_quotable(document)
        document = supplied(document)
        problem = read_problem(document)
        with reasons_named(problem):
            plan = first_plan(problem)
        require_valid(document, problem, plan)
        stand = cls.of(document, write_schedule(problem, plan))
        Desk.of(stand.shop)
        stand.shop.derive(Ground, Ground.of)
        gc.collect()
        gc.freeze()  # as a running program does: the snapshot stays
        return stand

    def questions(self, count: int, seed: int) -> list[Asked]:
        """So many, of all products alike, wanted within three weeks: most of them in vain, which makes options."""
        random, products = Random(seed), self.document["products"]
        return [self._question(random, number, random.randrange(len(products))) for number in range(count)]

    def _question(self, random: Random, number: int, product: int) -> Asked:
        row = self.document["products"][product]
        qty = max(1, round(row["lot"] * random.uniform(0.5, 1.6)))
        wanted = (self.plant.epoch + timedelta(days=random.randint(3, 21))).date()
        line = DemandLine(line_no=1, product=row["id"], qty=Decimal(qty), requested_date=wanted)
        return Asked(product, qty, PromiseQuestion(order_no=f"Q{number:04}", lines=(line,)))

    def found_wrong(self, asked: Asked, answer: PromiseAnswer) -> str:
        """What is wrong with an answer, its bookings left aside; "" when nothing is."""
        if answer.promise_date is None:
            return self._possible(asked, answer, self.factory.last_day, "no promise")
        day = (answer.promise_date - self.plant.epoch.date()).days
        end = max(self.plant.minute(answer.ready_at or self.plant.epoch), 1)
        if day != self.factory.ship_day(end):
            return f"ready at {end}, but promised for day {day}"
        return self._possible(asked, answer, day, f"promised for day {day}")

    def _possible(self, asked: Asked, answer: PromiseAnswer, day: int, told: str) -> str:
        """That a day before is possible, if one is."""
        try:
            earlier = self.factory.earlier_day(asked.product, asked.qty, day)
        except TooManyWays:
            self.unproved.append(answer.order_no)
            return ""
        return "" if earlier is None else f"{told}, but day {earlier} is possible"

    def booked(self, asked: Asked, answer: PromiseAnswer) -> "Stand":
        """With one order more; its operations are those of the product, and the answer says only where they are."""
        operations = self._operations(asked)
        number = {(each["part"], each["seq"]): each["id"] for each in operations}
        runs = [self._run(asked.product, number, booking) for booking in answer.bookings]
        family = self.document["products"][asked.product]["family"]
        return Stand(
            self._extended(asked, answer.order_no, operations, max([0, *(run["end"] for run in runs)])),
            {**self.schedule, "assignments": [*self.schedule["assignments"], *runs]},
            self.plant,
            reserved(self.shop, answer).knowing(answer.order_no, lines_of(asked.question)),
            self.factory.holding(
                ((run["wc"], (run["start"], run["end"], family)) for run in runs),
                (each for operation in operations for each in operation["materials"]),
            ),
            self.unproved,
        )

    def _operations(self, asked: Asked) -> list[Json]:
        first, product = len(self.document["operations"]), self.document["products"][asked.product]
        return [
            {
                "id": first + index, "order": len(self.document["orders"]), "part": piece.part, "seq": piece.seq,
                "family": product["family"], "alternatives": [list(way) for way in piece.ways],
                "preds": [first + pred for pred in piece.preds], "splittable": True, "material_ready": 0,
                "materials": [] if piece.seq else [
                    [material, each * asked.qty] for material, each in product["parts"][piece.part]["materials"]
                ],
            }
            for index, piece in enumerate(self.factory.pieces(asked.product, asked.qty))
        ]  # fmt: skip

    def _extended(self, asked: Asked, order_no: str, operations: list[Json], end: int) -> Json:
        steps = self.document["products"][asked.product]["parts"][0]["n"]
        last = next(each["id"] for each in operations if (each["part"], each["seq"]) == (0, steps - 1))
        order = {
            "id": order_no, "product": asked.product, "qty": asked.qty, "weight": 1, "due": 0,
            "ops": [each["id"] for each in operations], "last": last, "min_lead": 0,
        }  # fmt: skip
        return {
            **self.document,
            "horizon": max(self.document["horizon"], end),
            "orders": [*self.document["orders"], order],
            "operations": [*self.document["operations"], *operations],
        }

    def _run(self, product: int, number: dict[tuple[int, int], int], booking: Any) -> Json:
        part = next(
            at
            for at in range(len(self.document["products"][product]["parts"]))
            if self.plant.item(product, at) == booking.item_code
        )
        return {
            "op": number[part, booking.seq // 10 - 1],
            "wc": self.plant.centres.index(booking.work_centre),
            "start": self.plant.minute(booking.start_at),
            "end": self.plant.minute(booking.end_at),
        }

    def not_valid(self) -> list[str]:
        """What the validator says of the whole plan, by order."""
        operations, orders = self.document["operations"], self.document["orders"]
        return [
            f"{orders[operations[each.op]['order']]['id'] if each.op is not None else 'plan'}: not valid: {each}"
            for each in checker.check(self.document, self.schedule).violations
        ]


Ask = Callable[[PromiseQuestion], object]


def parts_of(stand: Stand, asked: Sequence[Asked]) -> dict[str, Ask]:
    """What is measured, by name. A rush is listed for an answer that is there."""
    shop = stand.shop
    answers = {each.question.order_no: _plain(stand, each) for each in asked}

    def earliest(question: PromiseQuestion) -> object:
        return Case(Desk.of(shop).without_order(question.order_no), question).draft()

    def answer(
        question: PromiseQuestion, *, reasons: bool = True, options: bool = True, pushes: bool = False
    ) -> object:
        asked_for = replace(question, with_reasons=reasons, with_options=options, with_pushes=pushes)
        return ENGINE.answer(shop, asked_for)

    return {
        "earliest promise": earliest,
        "answer without reasons and options": lambda it: answer(it, reasons=False, options=False),
        "answer with reasons": lambda it: answer(it, options=False),
        "answer with options": lambda it: answer(it, reasons=False),
        "rush, everybody delayed": lambda it: rushed(shop, it, answers[it.order_no]),
        "complete answer": lambda it: answer(it, pushes=True),
    }


def _plain(stand: Stand, asked: Asked) -> PromiseAnswer:
    return ENGINE.answer(stand.shop, replace(asked.question, with_reasons=False, with_options=False))


def measured(stand: Stand, asked: Sequence[Asked]) -> dict[str, list[float]]:
    """Milliseconds of the processor for each question, by what was asked: other programs do not count."""
    found: dict[str, list[float]] = {}
    for name, ask in parts_of(stand, asked).items():
        ask(asked[0].question)  # what a shop looks up once
        found[name] = [_milliseconds(ask, each.question) for each in asked]
    return found


def _milliseconds(ask: Ask, question: PromiseQuestion) -> float:
    began = time.thread_time()
    ask(question)
    return (time.thread_time() - began) * 1000


def wrong(stand: Stand, asked: Sequence[Asked], engine: PromiseEngine = ENGINE) -> list[str]:
    """What is wrong, a line each. Every answer is booked before the next is asked for: the validator looks once."""
    found, answers = [], []
    for each in asked:
        answer = engine.answer(stand.shop, each.question)
        if what := stand.found_wrong(each, answer):
            found.append(f"{answer.order_no}: {what}")
        if answer.promise_date is not None:
            answers.append((each.question, answer))
            stand = stand.booked(each, answer)
    invalid = stand.not_valid()
    return [*found, *invalid, *(wrongly_listed(stand.shop, answers) if not invalid else ())]


def main() -> int:
    """Measure and check one problem."""
    chosen = _arguments()
    try:
        stand = Stand.planned(read_json(chosen.problem))
        asked = stand.questions(chosen.quotes, chosen.seed)
        times = measured(stand, asked)
        found = wrong(stand, asked[: chosen.checks])
    except REFUSED as refused:
        print(sentence(chosen.problem, refused), file=sys.stderr)
        return 1
    _print(times, {"checked": len(asked[: chosen.checks]), "unproved": stand.unproved, "wrong": found}, chosen.json)
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = Parser(prog="python -m tests.bench.quote", description=__doc__)
    parser.add_argument("problem", type=Path)
    parser.add_argument("--quotes", type=whole(1, MOST_QUOTES), default=100)
    checks = "how many answers are checked; all of them unless said"
    parser.add_argument("--checks", type=whole(0, MOST_QUOTES), help=checks)
    parser.add_argument("--seed", type=SEED, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _print(times: dict[str, list[float]], checks: Json, as_json: bool) -> None:
    rows = {
        name: {"p50": percentile(each, 0.5), "p95": percentile(each, 0.95), "max": max(each)}
        for name, each in times.items()
    }
    if as_json:
        print(json.dumps({"milliseconds": rows, **checks}, indent=2))
        return
    for name, row in rows.items():
        print(f"{name:36}" + "".join(f"  {key} {value:7.2f}" for key, value in row.items()) + "  ms")
    print(f"{checks['checked']} answers checked, {len(checks['wrong'])} wrong, {len(checks['unproved'])} unproved")
    for line in checks["wrong"]:
        print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
