"""The seam: a shop and a question in, an answer out. Another engine may stand behind it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from core.planning.errors import BadQuestion
from core.planning.factory.shop import Shop
from core.planning.promise.answer import (
    Constraint,
    ConstraintKind,
    Outcome,
    PromiseAnswer,
    PromiseOption,
    allocations_of,
)
from core.planning.promise.case import Case, Draft
from core.planning.promise.confidence import confidence_of, doubts_of, long_lead_of
from core.planning.promise.cost import Cost
from core.planning.promise.desk import Desk, Unmakeable
from core.planning.promise.facts import design_ready_at, protected
from core.planning.promise.kitting import begun_when_kitted
from core.planning.promise.largest import less, makeable
from core.planning.promise.levers import NO_LEVERS, Levers
from core.planning.promise.options import Standard, by_merit, later_option, lever_options
from core.planning.promise.question import PromiseQuestion
from core.planning.promise.reasons import binding
from core.planning.promise.results import bookings_of, cost_of, materials_of, tracks_of
from core.planning.promise.split import split_option


class PromiseEngine(Protocol):
    """Answers questions. Pure: the same shop and question give the same answer, and nothing is booked."""

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        """By when, why not earlier, at what cost, how sure. Raises `BadQuestion`."""
        ...


FEWEST_WAYS = 2
"""To deliver what is late. With one alone, how much less would be in time is another."""


class DispatchEngine:
    """Every operation into the earliest gap of the standing timelines; nobody else is moved.

    `has_kernels`: those of the plan are compiled. While they are not, what pushing others would win is left out: an
    answer does not wait half a minute for it.
    """

    def __init__(self, has_kernels: Callable[[], bool] = lambda: True) -> None:
        self._has_kernels = has_kernels

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        """See `PromiseEngine`. A few milliseconds per thousand open orders."""
        case = Case(Desk.of(shop).without_order(question.order_no), question)
        try:
            draft = case.draft()
        except Unmakeable as impossible:
            refusal = _refusal(shop, question, _reason(case, impossible.constraint))
            return replace(refusal, makeable=tuple(makeable(case))) if question.with_options else refusal
        kept = begun_when_kitted(case, draft)
        answer = _answer(case, kept, shop.version)
        if question.with_reasons:
            first, second = binding(case, draft)
            answer = replace(answer, binding_constraint=first, second_constraint=second)
        if question.with_options:
            options = _options(case, Standard(kept, answer.cost))
            is_alone = answer.is_late and len(options) < FEWEST_WAYS
            answer = replace(answer, options=options, makeable=tuple(less(case, kept)) if is_alone else ())
        if question.with_pushes and answer.is_late and self._has_kernels():
            from core.planning.promise.pushes import with_pushes  # late: only the planner loads kernels

            answer = with_pushes(shop, question, answer)
        return answer


def reserved(shop: Shop, answer: PromiseAnswer, option: PromiseOption | None = None) -> Shop:
    """The next shop, in which the answer (or one of its options) is booked instead of what the order held before.

    Only right on the version that was asked: on a later one, ask again first.
    """
    chosen = option or answer
    allocations = allocations_of(answer.order_no, chosen.materials)
    return shop.without_order(answer.order_no).with_booked(chosen.bookings, allocations)


def book_all(
    engine: PromiseEngine, shop: Shop, questions: Iterable[PromiseQuestion]
) -> tuple[Shop, tuple[PromiseAnswer, ...]]:
    """Lay a whole order book, by requested date and then customer class: for seeding and import.

    Reasons and options are left out; an impossible order books nothing.
    """
    answers = []
    for question in sorted(questions, key=_turn):
        answer = _bare(engine, shop, question)
        shop = reserved(shop, answer)
        answers.append(answer)
    return shop, tuple(answers)


def _bare(engine: PromiseEngine, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    """The date alone; an order that nobody could answer for stops none of the others."""
    try:
        return engine.answer(shop, replace(question, with_reasons=False, with_options=False, with_pushes=False))
    except BadQuestion:
        return _refusal(shop, question, Constraint())


def _turn(question: PromiseQuestion) -> tuple[bool, str, str, str]:
    requested = question.requested_date
    day = requested.isoformat() if requested else ""
    return requested is None, day, question.customer_class, question.order_no


def _reason(case: Case, constraint: Constraint) -> Constraint:
    """Why it is impossible: what a work centre has no room for may be kept for others."""
    shop = case.desk.shop
    groups = frozenset(each.group for each in shop.protected)
    is_full = constraint.kind is ConstraintKind.WORK_CENTRE and groups
    released = case.tried(Levers(released=groups)) if is_full else None
    if released is None:
        return constraint
    return protected(shop.centres_by_code[constraint.code].group, case, released)


def _refusal(shop: Shop, question: PromiseQuestion, constraint: Constraint) -> PromiseAnswer:
    return PromiseAnswer(
        outcome=Outcome.IMPOSSIBLE,
        order_no=question.order_no,
        shop_version=shop.version,
        as_of=shop.as_of,
        binding_constraint=constraint,
        cost=Cost(currency=shop.currency),
    )


def _answer(case: Case, draft: Draft, version: int) -> PromiseAnswer:
    desk, question = case.desk, case.question
    bookings = bookings_of(desk, draft, question.order_no)
    materials = materials_of(desk, draft)
    doubts = doubts_of(desk, draft)
    return PromiseAnswer(
        outcome=Outcome.FOUND,
        order_no=question.order_no,
        shop_version=version,
        as_of=desk.shop.as_of,
        binding_constraint=Constraint(),
        ready_at=max(line.ready_at for line in draft.lines),
        promise_date=draft.promise_date,
        is_late=draft.is_late,
        lines=draft.lines,
        cost=cost_of(desk, NO_LEVERS, bookings, materials),
        bookings=bookings,
        materials=materials,
        long_lead=long_lead_of(desk, question, draft),
        confidence=confidence_of(doubts),
        doubts=doubts,
        tracks=tracks_of(design_ready_at(question.lines, draft), draft),
    )


def _options(case: Case, standard: Standard) -> tuple[PromiseOption, ...]:
    """Nothing when the order is on time; LATER and SPLIT only against a requested date."""
    has_date = case.question.requested_date is not None
    if has_date and not standard.draft.is_late:
        return ()
    found = list(lever_options(case, standard))
    if has_date:
        split = split_option(case, standard)
        found += [later_option(case, standard), *([split] if split else [])]
    return tuple(sorted(found, key=by_merit))
