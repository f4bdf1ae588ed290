"""A plan is shown only if the independent checker finds nothing wrong with it; else it is said what cannot be."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from cards.wording import Wording
from core.planning.errors import BadProblem
from core.planning.plan.checker import Violation, check
from core.planning.plan.conflict_parts import Conflict, Kind, Part
from core.planning.plan.conflicts import conflict_of
from core.planning.plan.neutral import write_schedule
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from tests.bench.refusing import Unusable

Json = Mapping[str, Any]
MOST_NAMED = 12


def require_valid(document: Json, problem: Problem, schedule: Schedule) -> None:
    """Raise `Unusable` with what excludes what or, where nothing is proved, with the first rule that is broken."""
    violations = check(document, write_schedule(problem, schedule)).violations
    if violations:
        raise Unusable(_proved(problem) or f"No plan was found that keeps the rules. {_told(problem, violations)}")


@contextmanager
def reasons_named(problem: Problem) -> Iterator[None]:
    """Within, what does not fit before the horizon is told by what excludes it, where that is proved."""
    try:
        yield
    except BadProblem as wrong:
        if wrong.facts.get("what") != "beyond_horizon":
            raise
        text = f"No plan was found: {wrong.facts['code']} does not fit before the horizon with all the others."
        raise Unusable(_proved(problem) or text) from wrong


def _told(problem: Problem, violations: tuple[Violation, ...]) -> str:
    first = violations[0]
    names = {"wc": _centre(problem, first.work_centre), "op": str(first.op)}
    facts = {name: str(fact) for name, fact in first.facts.items()}
    why = Wording("en", ZoneInfo("UTC")).say(f"violation.{first.what}", **facts | names)
    more = f" ({len(violations) - 1} more)" if len(violations) > 1 else ""
    return f"Rule {first.rule}: {why}{more}"


def _centre(problem: Problem, number: int | None) -> str:
    return "" if number is None else problem.machines[number].code


def _proved(problem: Problem) -> str:
    conflict = conflict_of(problem)
    if conflict is None:
        return ""
    parts = [_part(problem, part) for part in conflict.parts[:MOST_NAMED]]
    more = len(conflict.parts) - len(parts)
    named = "; ".join(parts) + (f"; {more} more" if more else "")
    return f"No plan is possible, these exclude each other: {named}. {_why(problem, conflict)}"


def _part(problem: Problem, part: Part) -> str:
    if part.op < 0:
        busy = f"busy until {part.end}" if part.kind == "available" else f"closed from {part.start} to {part.end}"
        return f"{problem.machines[part.machine].code} {busy}"
    pin = problem.ops[part.op].pin
    if part.kind == "pin" and pin is not None:
        return f"operation {part.op} frozen on {problem.machines[pin[0]].code} from {pin[1]} to {pin[2]}"
    return f"operation {part.op}" + (f" not before {part.start}" if part.kind == "ready" else "")


def _why(problem: Problem, conflict: Conflict) -> str:
    where = ", ".join(problem.machines[each].code for each in conflict.machines[:MOST_NAMED])
    if conflict.kind is Kind.CHAIN:
        return f"One after the other they cannot end by {conflict.limit}."
    if conflict.kind is Kind.CHANGE:
        return f"{where} needs {conflict.needed} min to change over between them and has {conflict.limit}."
    return f"They take {conflict.needed} min or more of {where}, which has {conflict.limit}."
