"""`tongpin plan --check` and `--seconds`: is a plan right, and is there a better one.

A schedule is checked against its problem in the neutral formats (docs/formats.md); so is the shop's own standing plan.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.context import Failed, program, wording

if TYPE_CHECKING:
    from bot.app import Program
    from cards.wording import Wording
    from core.planning.factory.shop import Shop
    from core.planning.plan.changes import Proposal
    from core.planning.plan.checker import Report, Violation

AS_LONG_AS_THERE_IS_TIME = 100_000_000
"""Changes that a search tries."""


def check_files(problem_file: Path, schedule_file: Path, *, as_json: bool) -> None:
    """Print what is wrong, a line each, and fail; or what the schedule is worth."""
    from core.planning.plan.checker import check
    from core.planning.plan.neutral import read_problem

    problem = _read(problem_file)
    read_problem(problem)  # refuses by its place what the checker would stumble over
    report = check(problem, _read(schedule_file))
    _tell(report, [centre["id"] for centre in problem["work_centres"]], str, as_json=as_json)


def check_standing(*, as_json: bool) -> None:
    """The same for every booking of the shop that is not finished yet."""
    from core.planning.plan.book import Book
    from core.planning.plan.checker import check
    from core.planning.plan.neutral import document, write_schedule

    with program() as running:
        book = Book.of(_shop(running), running.settings.plan_policy)
    report = check(document(book.problem), write_schedule(book.problem, book.standing))
    bookings = [work.booking for work in book.works]
    names = [f"{each.order_no} {each.item_code} {each.operation}" for each in bookings]
    _tell(report, [machine.code for machine in book.problem.machines], names.__getitem__, as_json=as_json)


def print_proposal(seconds: float, *, as_json: bool) -> None:
    """A better plan, as far as one is found in that time: what it is worth, whom it delays, what it moves."""
    from core.planning.codec import to_json
    from core.planning.plan.book import Book
    from core.planning.plan.clashing import clashes_named
    from core.planning.plan.planner import propose
    from core.planning.plan.policy import Wish

    with program() as running:
        policy = replace(running.settings.plan_policy, seconds=seconds, evaluations=AS_LONG_AS_THERE_IS_TIME)
        shop = _shop(running)
        with clashes_named(partial(Book.of, shop, policy)):
            proposal = propose(shop, policy, Wish(), seed=1)
        if as_json:
            print(json.dumps(to_json(proposal), ensure_ascii=False))
        else:
            _print_card(proposal, running)


def _shop(running: "Program") -> "Shop":
    from bot.planner.computing import SnapshotCache

    with running.database.read() as session:
        return SnapshotCache(running.settings.zone).shop(session, running.clock())


def _print_card(proposal: "Proposal", running: "Program") -> None:
    from cards.plan_card import PlanCard, left_out_section
    from handlers.queries.names import Names
    from handlers.queries.plans import proposal_view

    words = running.bus.wording
    with running.database.read() as session:
        view = proposal_view(proposal, session, Names(session, words.is_chinese), running.clock())
    lines = PlanCard.of(view, words).lines
    if proposal.is_empty:
        lines = iter([words.say("plan.none"), *(left_out_section(view, words).lines if view.left_out else ())])
    for line in lines:
        print(line)


def _read(file: Path) -> Any:
    from core.planning.errors import BadProblem

    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise BadProblem(what="not_json", code=file.name) from None


def _tell(report: "Report", centres: list[str], called: Callable[[int], str], *, as_json: bool) -> None:
    """Numbers of minutes stand as they do in the files; `called` names an operation."""
    if as_json:
        print(json.dumps(_report(report), ensure_ascii=False))
    else:
        _print(report, wording(), centres, called)
    if not report.is_valid:
        raise Failed(f"plan: {len(report.violations)} violations.")


def _print(report: "Report", words: "Wording", centres: list[str], called: Callable[[int], str]) -> None:
    for violation in report.violations:
        print(words.say("violation.line", rule=violation.rule, why=_sentence(violation, words, centres, called)))
    if report.is_valid:
        worth = {"hours": f"{report.weighted_hours:,.1f}", "late": report.late_orders, "setup": report.setup_minutes}
        print(words.say("violation.valid", operations=report.operations, **worth))


def _sentence(violation: "Violation", words: "Wording", centres: list[str], called: Callable[[int], str]) -> str:
    told = {name: str(fact) for name, fact in violation.facts.items()}
    if "frozen_wc" in told:
        told["frozen_wc"] = centres[int(told["frozen_wc"])]
    op = called(violation.op) if violation.op is not None else ""
    return words.say(f"violation.{violation.what}", op=op, wc=_centre(violation, centres), **told)


def _centre(violation: "Violation", centres: list[str]) -> str:
    index = violation.work_centre
    return centres[index] if index is not None and 0 <= index < len(centres) else str(index)


def _report(report: "Report") -> dict[str, Any]:
    return {
        "valid": report.is_valid, "weighted_tardiness_minutes": report.weighted_minutes,
        "weighted_tardiness_hours": report.weighted_hours, "late_orders": report.late_orders,
        "setup_minutes": report.setup_minutes, "operations": report.operations,
        "violations": [
            {"rule": each.rule, "what": each.what, "op": each.op, "wc": each.work_centre, **each.facts}
            for each in report.violations
        ],
    }  # fmt: skip
