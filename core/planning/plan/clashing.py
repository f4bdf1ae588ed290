"""Why a shop's book cannot be planned, in the shop's own terms instead of a problem's numbers."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from core.planning.codec import to_json
from core.planning.errors import BadProblem, NothingFits
from core.planning.plan.book import Book
from core.planning.plan.clash import Clash, Clashing, ClashKind, ClashPart
from core.planning.plan.conflict_parts import Conflict, Kind, Part
from core.planning.plan.conflicts import conflict_of
from core.planning.plan.reading import DRAWING

OPERATION = re.compile(r"operations\[(\d+)\]")
"""How a `BadProblem` names an operation."""


@contextmanager
def clashes_named(*books: Callable[[], Book]) -> Iterator[None]:
    """Within, a `BadProblem` becomes `NothingFits` where it is proved of one of these books what excludes what.

    The first of them of which something can be proved speaks: the freest should come first. Otherwise what is wrong
    is told of operations by their orders.
    """
    try:
        yield
    except BadProblem as wrong:
        laid_out = [book() for book in books]
        raise next((found for book in laid_out if (found := _proved(book))), _worded(wrong, laid_out[-1])) from wrong


def _proved(book: Book) -> NothingFits | None:
    try:
        conflict = conflict_of(book.problem)
    except BadProblem:  # not even a problem: nothing is proved of it
        return None
    if conflict is None:
        return None
    clash = clash_of(book, conflict)
    return NothingFits(orders=list(clash.orders), work_centres=list(clash.work_centres), clash=to_json(clash))


def _worded(wrong: BadProblem, book: Book) -> BadProblem:
    def called(match: re.Match[str]) -> str:
        booking = book.works[int(match[1])].booking
        return f"{booking.order_no} {booking.operation} ({booking.work_centre})"

    code = str(wrong.facts.get("code", ""))
    orders = {book.works[int(number)].booking.order_no for number in OPERATION.findall(code)}
    return BadProblem(**wrong.facts | {"code": OPERATION.sub(called, code), "orders": sorted(orders)})


def clash_of(book: Book, conflict: Conflict) -> Clash:
    """A conflict of the book's problem: operations as steps of orders, machines as work centres, minutes as moments."""
    is_chain = conflict.kind is Kind.CHAIN
    return Clash(
        kind=_kind(book, conflict),
        parts=tuple(_part(book, part) for part in sorted(conflict.parts, key=lambda it: _turn(book, it))),
        work_centres=_centres(book, conflict.machines),
        until=book.moment(conflict.limit) if is_chain else None,
        there_minutes=0 if is_chain else conflict.limit,
        needed_minutes=conflict.needed,
        is_irreducible=conflict.is_irreducible,
    )


def _kind(book: Book, conflict: Conflict) -> ClashKind:
    if conflict.kind is not Kind.CHAIN:
        return ClashKind[conflict.kind.name]
    return ClashKind.BEYOND_HORIZON if conflict.limit >= book.problem.horizon else ClashKind.BEFORE_PIN


def _turn(book: Book, part: Part) -> tuple[bool, int, str, int]:
    """Operations as the plan has them one after the other, each with what is about it; machines last."""
    return part.op < 0, book.places[part.op].start if part.op >= 0 else part.machine, part.kind, part.start


def _centres(book: Book, machines: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(book.units[machine][0] for machine in machines))


def _part(book: Book, part: Part) -> Clashing:
    if part.op < 0:
        return _of_machine(book, part)
    work, op = book.works[part.op], book.problem.ops[part.op]
    kind, start, end = ClashPart.OPERATION, None, None
    if part.kind == "pin":
        kind, (start, end) = ClashPart.PIN, map(book.moment, book.places[part.op][1:])
    elif part.kind == "ready":
        kind, start = _waiting(book, work.waits_for), book.moment(part.start)
    machines = (book.places[part.op].machine,) if kind is ClashPart.PIN else tuple(each for each, _ in op.ways)
    return Clashing(
        kind=kind, order_no=work.booking.order_no, item_code=work.booking.item_code, seq=work.booking.seq,
        operation=work.booking.operation, work_centres=_centres(book, machines),
        code=work.waits_for if start and not end else "", minutes=min(minutes for _, minutes in op.ways),
        start_at=start, end_at=end,
    )  # fmt: skip


def _waiting(book: Book, reason: str) -> ClashPart:
    if reason == DRAWING:
        return ClashPart.DRAWING
    if any(it.po_no == reason for it in book.shop.purchase_orders):
        return ClashPart.PURCHASE_ORDER
    return ClashPart.MATERIAL if reason else ClashPart.READY


def _of_machine(book: Book, part: Part) -> Clashing:
    end: datetime | None = book.moment(part.end)
    if part.kind == "available":
        return Clashing(kind=ClashPart.BUSY, work_centres=_centres(book, (part.machine,)), end_at=end)
    start, is_for_good = book.moment(part.start), part.end >= book.problem.horizon
    return Clashing(
        kind=ClashPart.CLOSURE, work_centres=_centres(book, (part.machine,)), start_at=start,
        end_at=None if is_for_good else end,
    )  # fmt: skip
