"""Standard solutions beside orders: which come near, what is asked of the planner, and as people see them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session

from cards.solutions import DifferenceView, MatchView, ReuseView, SolutionView
from core.orders import OrderLine
from core.planning.errors import BadQuestion
from core.planning.factory.shop import Shop
from core.planning.promise.question import PromiseQuestion
from core.solutions import Match, StandardSolution, matches
from handlers.queries.names import Names
from storage import catalogue, solutions

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine


def near(session: Session, line: OrderLine) -> list[Match]:
    """The offered solutions that come near a line, the nearest first."""
    product = catalogue.get_product(session, line.product_code)
    found = solutions.solutions_of_family(session, product.family)
    return matches(found, product.with_defaults(line.spec))


def questions_instead(asked: PromiseQuestion, line: OrderLine, session: Session) -> list[tuple[str, PromiseQuestion]]:
    """The same question once for each solution near a line, as that has it; only the date is of interest."""
    return [(it.solution, _instead(asked, line.line_no, it)) for it in near(session, line)]


def _instead(asked: PromiseQuestion, line_no: int, match: Match) -> PromiseQuestion:
    lines = tuple(
        replace(
            line, product=match.product, spec=tuple(match.spec.items()), is_custom=False, design_minutes=0,
            design_ready_at=None,
        )
        if line.line_no == line_no else line
        for line in asked.lines
    )  # fmt: skip
    return replace(asked, lines=lines, with_reasons=False, with_options=False, with_pushes=False)


def days_instead(
    shop: Shop, questions: Iterable[tuple[str, PromiseQuestion]], engine: "PromiseEngine"
) -> tuple[tuple[str, str], ...]:
    """By solution, the day, in ISO form, on which the order could leave with it; without those that cannot be made."""
    days = []
    for solution, question in questions:
        try:
            day = engine.answer(shop, question).promise_date
        except BadQuestion:  # one that nobody can answer for stops none of the others
            continue
        if day is not None:
            days.append((solution, day.isoformat()))
    return tuple(days)


def held_back(session: Session, line: OrderLine) -> list[str]:
    """The changes that keep solutions of the line's family from being offered."""
    family = catalogue.get_product(session, line.product_code).family
    return sorted({it.flagged_by for it in solutions.solutions_of_family(session, family) if it.flagged_by})


def match_views(
    session: Session, line: OrderLine, days: Mapping[str, str], drawn: date | None, names: Names, zone: ZoneInfo
) -> list[MatchView]:
    """Each solution beside the line; those that cannot be made are left out."""
    proven = solutions.measured_lead_days(session, zone)
    views = []
    for match in near(session, line):
        if match.solution in days:
            day = date.fromisoformat(days[match.solution])
            solution = solution_view(solutions.get_solution(session, match.solution), names, proven)
            views.append(
                MatchView(
                    solution=solution, promise_date=day, days_won=(drawn - day).days if drawn else None,
                    line_no=line.line_no, differences=_differences(match, line.product_code, names),
                )
            )  # fmt: skip
    return views


def _differences(match: Match, product: str, names: Names) -> tuple[DifferenceView, ...]:
    return tuple(
        DifferenceView(
            names.label(product, it.key),
            names.option(product, it.key, it.wanted),
            names.option(product, it.key, it.given),
        )
        for it in match.fields
        if it.wanted != it.given
    )


def solution_view(solution: StandardSolution, names: Names, proven: Mapping[str, tuple[int, int]]) -> SolutionView:
    """One solution with names for codes; its lead time as measured, or else as it was told."""
    days, count = proven.get(solution.code, (solution.lead_time_days, 0))
    is_chinese = names.is_chinese or not solution.english_name
    return SolutionView(
        code=solution.code, name=solution.name if is_chinese else solution.english_name, revision=solution.revision,
        product=names.product(solution.product), lead_days=days, measured=count, is_released=solution.is_released,
        flagged_by=solution.flagged_by,
        spec=tuple(
            (names.label(solution.product, key), _valid(solution.product, key, words, names))
            for key, words in solution.valid_spec.items()
        ),
    )  # fmt: skip


def _valid(product: str, key: str, words: str, names: Names) -> str:
    if ".." in words:
        return words.replace("..", "–")
    return " / ".join(names.option(product, key, value.strip()) for value in words.split("|"))


def reuse_view(session: Session, zone: ZoneInfo) -> ReuseView:
    """What solutions were good for so far."""
    found = solutions.reuse(session, zone=zone)
    return ReuseView(found.custom, found.filled, found.percent, found.days_saved)
