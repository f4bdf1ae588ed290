"""How much can be made: the largest quantity with which something holds, found by trying."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from core.planning.promise.case import Case, Draft
from core.planning.promise.levers import NO_LEVERS
from core.planning.promise.makeable import Makeable
from core.planning.promise.question import DemandLine, PromiseQuestion

T = TypeVar("T")
MOST_LINES = 8
"""Of an order of many lines the largest are tried: somebody is waiting."""


def largest(smallest: Decimal, step: Decimal, steps: int, tried: Callable[[Decimal], T | None]) -> T | None:
    """What trying the smallest quantity and so many steps more gives, for the most of them that gives anything."""
    low, high = 1, steps
    found = tried(smallest) if steps >= 0 else None
    while found is not None and low <= high:
        middle = (low + high) // 2
        more = tried(smallest + middle * step)
        if more is not None:
            found, low = more, middle + 1
        else:
            high = middle - 1
    return found


def sizes(case: Case, line: DemandLine) -> tuple[Decimal, Decimal]:
    """What the product is counted in, and the least that ships as a part."""
    item = case.desk.shop.items_by_code[line.product]
    return item.qty_step, item.in_steps(max(item.qty_step, case.question.min_ship_qty))


def makeable(case: Case) -> Iterator[Makeable]:
    """Of an order that cannot be made: so much of one line could be in time, and so much at all.

    The other lines stay as they are; nothing where less of no single line helps. Each is the answer to that question.
    """
    for line in sorted(case.question.lines, key=lambda it: it.qty, reverse=True)[:MOST_LINES]:
        at_all = _most(case, line, lambda draft: True)
        if at_all is None:
            continue
        in_time = _most(case, line, lambda draft: not draft.is_late) if line.requested_date and at_all.is_late else None
        yield from (each for each in (in_time, at_all) if each is not None)
        return


def less(case: Case, whole: Draft) -> Iterator[Makeable]:
    """Of an order that would be late, `whole`: so much of one line is in time, or at least earlier; if any is."""
    for line in sorted(case.question.lines, key=lambda it: it.qty, reverse=True)[:MOST_LINES]:
        in_time = _most(case, line, lambda draft: not draft.is_late)
        found = in_time or _most(case, line, lambda draft: draft.promise_date < whole.promise_date)
        if found is not None:
            yield found
            return


def _most(case: Case, line: DemandLine, is_good: Callable[[Draft], bool]) -> Makeable | None:
    question = case.question
    step, part = sizes(case, line)
    takes_parts = question.allow_split and not question.ship_complete
    smallest = part if takes_parts else step

    def tried(qty: Decimal) -> Makeable | None:
        draft = Case(case.desk, _with_less(question, line, qty)).tried(NO_LEVERS)
        if draft is None or not is_good(draft):
            return None
        return Makeable(
            line_no=line.line_no, qty=qty, promise_date=draft.promise_date, is_late=draft.is_late, is_part=takes_parts
        )

    return largest(smallest, step, int((line.qty - smallest) // step), tried)


def _with_less(question: PromiseQuestion, line: DemandLine, qty: Decimal) -> PromiseQuestion:
    return replace(question, lines=tuple(replace(each, qty=qty) if each == line else each for each in question.lines))
