"""`tongpin plan --check`: a schedule against its problem, both in the neutral formats (docs/formats.md)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.context import Failed, wording

if TYPE_CHECKING:
    from cards.wording import Wording
    from core.planning.plan.checker import Report, Violation


def check_files(problem_file: Path, schedule_file: Path, *, as_json: bool) -> None:
    """Print what is wrong, a line each, and fail; or what the schedule is worth."""
    from core.planning.plan.checker import check
    from core.planning.plan.neutral import read_problem

    problem = _read(problem_file)
    read_problem(problem)  # refuses by its place what the checker would stumble over
    report = check(problem, _read(schedule_file))
    if as_json:
        print(json.dumps(_report(report), ensure_ascii=False))
    else:
        _print(report, wording(), [centre["id"] for centre in problem["work_centres"]])
    if not report.is_valid:
        raise Failed(f"plan: {len(report.violations)} violations.")


def _read(file: Path) -> Any:
    from core.planning.errors import BadProblem

    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        raise BadProblem(what="not_json", code=file.name) from None


def _print(report: "Report", words: "Wording", centres: list[str]) -> None:
    for violation in report.violations:
        print(words.say("violation.line", rule=violation.rule, why=_sentence(violation, words, centres)))
    if report.is_valid:
        worth = {"hours": f"{report.weighted_hours:,.1f}", "late": report.late_orders, "setup": report.setup_minutes}
        print(words.say("violation.valid", operations=report.operations, **worth))


def _sentence(violation: "Violation", words: "Wording", centres: list[str]) -> str:
    """Numbers of operations and minutes stand as they do in the files."""
    told = {name: str(fact) for name, fact in violation.facts.items()}
    if "frozen_wc" in told:
        told["frozen_wc"] = centres[int(told["frozen_wc"])]
    return words.say(f"violation.{violation.what}", op=str(violation.op), wc=_centre(violation, centres), **told)


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
