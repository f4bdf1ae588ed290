"""From a shop to a proposal: repair what cannot stay, improve what is worth moving, put back the rest.

Deterministic: the same shop, policy, wish, seed and number of evaluations give the same proposal. Seconds are only a
guard against a shop that is larger than anybody thought.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.changes import Change, Figures, Proposal
from core.planning.plan.diff import diff
from core.planning.plan.lanes import Lanes
from core.planning.plan.policy import PlanPolicy, Wish
from core.planning.plan.repair import repaired
from core.planning.plan.schedule import Schedule
from core.planning.plan.search import improved
from core.planning.plan.sequencing import HOUR, Stay
from core.planning.plan.setting_aside import plannable
from core.planning.plan.settling import settled

SOLVER = "repair-1 search-1"
"""What made a proposal; another number means that the same seed may give another plan."""
COLD = 2.0
"""Weighted minutes: a standing plan is good already, and the search only looks around it."""
A_FEW = 10
"""So many operations may always move, however small the shop."""
NARROW_SHARE = 4
"""One in so many evaluations looks for better places for what is hit alone …"""
TRIES_EACH = 200
"""… and no more than so many for each operation that is."""
TRIES_AROUND, LEAST_TRIES = 4, 20_000
"""A wider search tries no more for each operation, or in all where they are few. What a hundred thousand tries gained
on 9,239 operations, twenty thousand had gained nine tenths of."""

NUDGES_A_MOVE = 15
"""So many operations that stay on their machine and shift by no more than an hour disturb as much as one that moves."""


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    schedule: Schedule
    score: int
    """Weighted minutes late, and what moving those costs that could stay."""


def propose(shop: Shop, policy: PlanPolicy, wish: Wish, seed: int) -> Proposal:
    """The best plan found for the wish; an empty one where the standing plan is as good.

    Orders that cannot be made at all are left out of it and keep their time. Raises `BadProblem` when it is nobody's in
    particular that nothing can be planned.
    """
    there = plannable(Book.of(shop, policy, replace(wish, is_hit_only=True)))
    return replace(_proposed(there.book, wish, seed), left_out=there.left_out)


def _proposed(book: Book, wish: Wish, seed: int) -> Proposal:
    if not book.works:
        return _nothing(book.shop, seed)
    best = _repaired(book, seed)
    if not wish.is_hit_only or diff(book, book.booked, best.schedule).newly_late:
        book = book.wishing(replace(wish, is_hit_only=False))
        found = _searched(book, list(_starts(book, best.schedule)), seed)
        best = min([best, *found], key=lambda each: each.score)
    return proposal_of(book, best.schedule, seed)


def _starts(book: Book, narrow: Schedule) -> Iterable[Schedule]:
    """What a wider search begins with: the plan in which only what is hit has moved, and one in which all give way."""
    yield narrow
    if book.hit:
        yield settled(Lanes.of(book, repaired(book.problem, book.standing, book.hit)))


def _searched(book: Book, starts: list[Schedule], seed: int) -> list[_Candidate]:
    """What a search from each of them finds. They go side by side: kernels let go of the interpreter."""
    evaluations = min(book.policy.evaluations, max(LEAST_TRIES, TRIES_AROUND * len(book.works)))
    with ThreadPoolExecutor(len(starts)) as pool:
        return list(pool.map(lambda start: _improved(book, start, seed, evaluations), starts))


def _nothing(shop: Shop, seed: int) -> Proposal:
    """Nobody has anything left to do."""
    idle = Figures(0, 0, 0)
    return Proposal(
        shop_version=shop.version, seed=seed, evaluations=0, solver=SOLVER, before=idle, after=idle, was_invalid=False
    )


def _repaired(book: Book, seed: int) -> _Candidate:
    """What cannot stay goes elsewhere, everything else stays."""
    if not book.hit:
        return _candidate(book, book.standing)
    found = book.schedule
    evaluations = min(book.policy.evaluations // NARROW_SHARE, TRIES_EACH * len(book.hit))
    return _improved(book, found, seed, evaluations)


def _improved(book: Book, start: Schedule, seed: int, evaluations: int) -> _Candidate:
    found = improved(
        book.problem, start, seed=seed, evaluations=evaluations, seconds=book.policy.seconds, temperature=COLD,
        stay=_stay(book),
    )  # fmt: skip
    candidates = _candidate(book, start), _candidate(book, settled(Lanes.of(book, found)))
    return min(candidates, key=lambda each: each.score)


def _stay(book: Book) -> Stay:
    """What the search may disturb of what could stay."""
    near, policy = frozenset(range(len(book.works))) - book.hit, book.policy
    return Stay(
        standing=book.standing,
        near=near,
        changed=max(A_FEW, len(near) * policy.changed_percent // 100),
        moved=max(A_FEW, len(near) * policy.moved_percent // 100),
    )


def _candidate(book: Book, schedule: Schedule) -> _Candidate:
    lanes = Lanes.of(book, schedule)
    apart = [
        place.machine != stood.machine or abs(place.start - stood.start) > HOUR
        for op, (place, stood) in enumerate(zip(lanes.places, book.places, strict=True))
        if place != stood and op not in book.hit
    ]
    moves, nudges = sum(apart), len(apart) - sum(apart)
    cost = book.policy.minutes_per_move
    return _Candidate(schedule, lanes.tardiness() + cost * moves + cost * nudges // NUDGES_A_MOVE)


def proposal_of(book: Book, schedule: Schedule, seed: int) -> Proposal:
    """What a schedule of the book changes."""
    pairs = enumerate(zip((work.booking for work in book.works), book.bookings(schedule), strict=True))
    return Proposal(
        shop_version=book.shop.version,
        seed=seed,
        evaluations=book.policy.evaluations,
        solver=SOLVER,
        before=figures(book, book.booked),
        after=figures(book, schedule),
        was_invalid=bool(book.hit),
        changes=tuple(Change(before, after, op in book.hit) for op, (before, after) in pairs if before is not after),
        diff=diff(book, book.booked, schedule),
    )


def figures(book: Book, schedule: Schedule) -> Figures:
    """What a schedule of the book is worth."""
    lanes = Lanes.of(book, schedule)
    late = {
        book.works[order.last].key[:2] for number, order in enumerate(book.problem.orders) if _is_late(lanes, number)
    }
    return Figures(lanes.tardiness(), len({order_no for order_no, _ in late}), sum(_setups(lanes)))


def _is_late(lanes: Lanes, order: int) -> bool:
    return lanes.lateness(order, lanes.places[lanes.book.problem.orders[order].last].end) > 0


def _setups(lanes: Lanes) -> Iterable[int]:
    for machine, lane in enumerate(lanes.by_machine):
        before = None
        for _, op in lane:
            yield lanes.setup(machine, before, op)
            before = op
