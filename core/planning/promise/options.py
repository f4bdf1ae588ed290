"""What would help: each option is the same question, worked out again with a lever pulled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from core.calendar import Window, minute_of, moment_of
from core.planning.factory.master import HOUR_MINUTES, ZERO
from core.planning.factory.records import Source
from core.planning.promise.answer import Hurried, Lever, MaterialUse, OptionKind, PromiseOption
from core.planning.promise.case import Case, Draft
from core.planning.promise.cost import Cost
from core.planning.promise.kitting import begun_when_kitted
from core.planning.promise.levers import NO_LEVERS, Levers
from core.planning.promise.results import (
    bookings_of,
    cents,
    cost_of,
    expedite_cost,
    materials_of,
    minutes_between,
    overtime_minutes,
    placed,
)
from core.planning.promise.supply import Pool

C = TypeVar("C")
OpenedWindow = tuple[str, Window]
MAX_WINDOW_TRIALS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """The answer without any lever, which options are measured against."""

    draft: Draft
    cost: Cost


def lever_options(case: Case, standard: Standard) -> Iterator[PromiseOption]:
    """Overtime, agreed work centres, substitutes and hurried material, each only if the date gets better."""
    for work_out in (_overtime, _alternative, _substitute, _expedite):
        option = work_out(case, standard)
        if option is not None:
            yield option


def later_option(case: Case, standard: Standard) -> PromiseOption:
    """The standard date itself, agreed to."""
    return _option(case, standard, OptionKind.LATER, standard.draft, ())


def by_merit(option: PromiseOption) -> tuple[bool, Decimal, date, Decimal]:
    """On time first, the cheapest first; then the earliest."""
    price = option.cost_delta if option.is_on_time else ZERO
    return not option.is_on_time, price, option.promise_date, option.cost_delta


def _least(
    case: Case, before: Draft, candidates: Sequence[C], levers_of: Callable[[Sequence[C]], Levers]
) -> tuple[Draft, list[C]] | None:
    """The fewest candidates that do what all of them do: be on time, or else as early as possible."""
    best = case.tried(levers_of(candidates)) if candidates else None
    if best is None or best.badness >= before.badness:
        return None
    limit = best.badness if best.is_late or not before.is_late else (0, date.max)
    kept = list(candidates)
    for candidate in candidates:
        fewer = [each for each in kept if each != candidate]
        draft = case.tried(levers_of(fewer)) if fewer else None
        if draft is not None and draft.badness <= limit:
            best, kept = draft, fewer
    return best, kept


def _overtime(case: Case, standard: Standard) -> PromiseOption | None:
    """Work centres first, then their windows: only hours that count are bought."""
    possible = _overtime_windows(case, standard.draft)
    everything = case.tried(Levers(overtime=frozenset(possible))) if possible else None
    if everything is None or everything.badness >= standard.draft.badness:
        return None
    opened = _used(case, everything, possible)
    centres = sorted({code for code, _ in opened})
    found = _least(
        case,
        standard.draft,
        centres,
        lambda codes: Levers(overtime=frozenset(each for each in opened if each[0] in codes)),
    )
    draft = found[0] if found else everything
    used = _used(case, draft, possible)[:MAX_WINDOW_TRIALS]
    fewer = _least(case, standard.draft, used, lambda windows: Levers(overtime=frozenset(windows)))
    if fewer is not None and (fewer[0].badness <= draft.badness or not fewer[0].is_late):
        draft = fewer[0]
    levers = tuple(_overtime_lever(case, draft, each) for each in _used(case, draft, possible))
    return _option(case, standard, OptionKind.OVERTIME, draft, levers)


def _used(case: Case, draft: Draft, windows: list[OpenedWindow]) -> list[OpenedWindow]:
    return [each for each in windows if each in draft.levers.overtime and _minutes_in(case, draft, each)]


def _overtime_windows(case: Case, draft: Draft) -> list[OpenedWindow]:
    desk, now, end = case.desk, minute_of(case.desk.shop.as_of), draft.schedule.end
    return [
        (code, window)
        for code in sorted(draft.job.work_centres)
        for window, (opens, closes) in desk.kept.overtime(desk.shop, code)
        if closes > now and opens < end
    ]


def _minutes_in(case: Case, draft: Draft, opened: OpenedWindow) -> int:
    """Working minutes that the draft uses in an opened window, beyond ordinary working time."""
    code, window = opened
    base = case.desk.timelines.centres[code].axis
    opens, closes = window.span
    minutes = 0
    for task, slot in placed(draft):
        start, end = max(slot.start, opens), min(slot.end, closes)
        if slot.work_centre != code or start >= end:
            continue
        if not task.ways[slot.mode].is_unattended:
            minutes += end - start - minutes_between(base, start, end)
        elif opens <= slot.start:
            minutes += overtime_minutes(base, task, slot)
    return minutes


def _overtime_lever(case: Case, draft: Draft, opened: OpenedWindow) -> Lever:
    code, window = opened
    centre = case.desk.shop.centres_by_code[code]
    minutes = _minutes_in(case, draft, opened)
    cost = cents(minutes * centre.overtime_premium / HOUR_MINUTES)
    return Lever(
        code=code, name=centre.name, start_at=window.start_at, end_at=window.end_at, minutes=minutes, cost=cost
    )


def _alternative(case: Case, standard: Standard) -> PromiseOption | None:
    shop = case.desk.shop
    items = {task.item_code for task in standard.draft.job.tasks}
    candidates = sorted(
        {
            choice.work_centre
            for code in items
            for operation in shop.routings.get(code, ())
            for choice in operation.alternatives
            if choice.needs_approval
        }
    )
    found = _least(case, standard.draft, candidates, lambda codes: Levers(approved=frozenset(codes)))
    if found is None:
        return None
    levers = tuple(Lever(code=code, name=shop.centres_by_code[code].name) for code in found[1])
    return _option(case, standard, OptionKind.ALTERNATIVE, begun_when_kitted(case, found[0]), levers)


def _substitute(case: Case, standard: Standard) -> PromiseOption | None:
    shop = case.desk.shop
    ordered = {line.product for line in case.question.lines}
    allowed = dict(case.question.substitutes)
    pairs = [
        (code, substitute)
        for code in sorted(_short_items(standard.draft) - ordered)
        for substitute in ([allowed[code]] if code in allowed else shop.item(code).substitutes[:1])
    ]
    found = _least(case, standard.draft, pairs, lambda chosen: Levers(substitute=dict(chosen)))
    if found is None:
        return None
    levers = tuple(Lever(code=code, name=shop.item(code).name, replaced_by=other) for code, other in found[1])
    return _option(case, standard, OptionKind.SUBSTITUTE, begun_when_kitted(case, found[0]), levers)


def _expedite(case: Case, standard: Standard) -> PromiseOption | None:
    shop = case.desk.shop
    candidates = [code for code in sorted(_short_items(standard.draft)) if shop.item(code).expedite_days]
    found = _least(case, standard.draft, candidates, lambda codes: Levers(expedite=frozenset(codes)))
    if found is None:
        return None
    materials = materials_of(case.desk, found[0])
    levers = tuple(
        Lever(
            code=code,
            name=shop.item(code).name,
            days=shop.item(code).expedite_days,
            deliveries=tuple(_hurried(case, code, materials)),
            cost=cents(expedite_cost(case.desk, code, materials)),
        )
        for code in found[1]
    )
    return _option(case, standard, OptionKind.EXPEDITE_MATERIAL, begun_when_kitted(case, found[0]), levers)


def _hurried(case: Case, code: str, materials: tuple[MaterialUse, ...]) -> Iterator[Hurried]:
    """The deliveries of an item that come sooner than they usually do, the first to come first."""
    pool, item = Pool(case.desk.shop, case.desk.supply, case.desk.timelines, NO_LEVERS), case.desk.shop.item(code)
    uses = [use for use in materials if use.item_code == code and use.source is not Source.STOCK]
    needed = {use.po_no: use.available_at for use in uses}
    for po_no, needed_at in sorted(needed.items(), key=lambda it: (it[1], it[0])):
        usual = pool.arrival(item, po_no)
        if usual is not None and moment_of(usual) > needed_at:
            yield Hurried(po_no=po_no, needed_at=needed_at, usual_at=moment_of(usual))


def _short_items(draft: Draft) -> set[str]:
    """Items that have to come from suppliers."""
    return {peg.item_code for _, peg in draft.job.pegs if peg.source is not Source.STOCK}


def _option(case: Case, standard: Standard, kind: OptionKind, draft: Draft, levers: tuple[Lever, ...]) -> PromiseOption:
    bookings = bookings_of(case.desk, draft, case.question.order_no)
    materials = materials_of(case.desk, draft)
    cost = cost_of(case.desk, draft.levers, bookings, materials)
    return PromiseOption(
        kind=kind,
        promise_date=draft.promise_date,
        is_on_time=not draft.is_late,
        cost_delta=cost.total - standard.cost.total,
        levers=levers,
        lines=draft.lines,
        bookings=bookings,
        materials=materials,
    )
