"""Down the bill of materials: what has to be made, from what, in which order."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.calendar import minute_after
from core.planning.errors import NoDesigners, OrderTooLarge, UnknownProduct
from core.planning.factory.master import Item, ItemKind, Operation
from core.planning.promise.answer import Constraint, ConstraintKind
from core.planning.promise.desk import Desk, Unmakeable
from core.planning.promise.job import Goal, Job, Shape, Task
from core.planning.promise.levers import Levers
from core.planning.promise.question import DemandLine, PromiseQuestion
from core.planning.promise.supply import Peg, Pool
from core.planning.promise.timelines import Way

MAX_TASKS = 5000


@dataclass(slots=True)
class _Feed:
    """What a consumer waits for: goods, and tasks that make them."""

    pegs: list[Peg] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)

    def join(self, other: "_Feed") -> None:
        self.pegs += other.pegs
        self.tasks += other.tasks


def explode(desk: Desk, question: PromiseQuestion, levers: Levers) -> Job:
    """All tasks of a question, netted against free supply line by line, components in the order of the BOM.

    Raises `Unmakeable` when something can neither be had nor made, and `BadQuestion`.
    """
    explosion = _Explosion(desk, question, levers)
    goals = tuple(explosion.line(line) for line in question.lines)
    return Job(goals, Shape(tuple(explosion.tasks)))


class _Explosion:
    def __init__(self, desk: Desk, question: PromiseQuestion, levers: Levers) -> None:
        self._shop, self._question, self._levers = desk.shop, question, levers
        self._pool = Pool(desk.shop, desk.supply, desk.timelines, levers)
        self._line_no = 0
        self._design: list[int] = []
        dates = {line.requested_date or date.max for line in question.lines}
        self._ranks = {day: rank for rank, day in enumerate(sorted(dates))} if not question.ship_complete else {}
        self._rank = self._not_before = 0
        self.tasks: list[Task] = []

    def line(self, line: DemandLine) -> Goal:
        """One line: design first, then everything that has to be made for it."""
        if line.product not in self._shop.items_by_code:
            raise UnknownProduct(product=line.product)
        self._line_no = line.line_no
        self._rank = self._ranks.get(line.requested_date or date.max, 0)
        self._design = self._design_task(line)
        released = None if self._levers.is_design_done else line.design_ready_at
        self._not_before = minute_after(released) if released else 0
        feed = self._need(line.product, line.qty, is_custom=line.is_custom or self._question.is_issued)
        last = tuple(feed.tasks) or tuple(self._design)
        return Goal(line.line_no, line.product, line.qty, last, tuple(feed.pegs), self._not_before)

    def _design_task(self, line: DemandLine) -> list[int]:
        if not line.design_minutes or self._levers.is_design_done:
            return []
        if self._shop.design_work_centre is None:
            raise NoDesigners(order_no=self._question.order_no)
        ways = (Way(self._shop.design_work_centre, line.design_minutes, False),)
        return [self._add(line.product, line.qty, 0, "DESIGN", ways, _Feed(), is_design=True)]

    def _need(self, item_code: str, qty: Decimal, *, is_custom: bool = False) -> _Feed:
        item = self._shop.items_by_code[item_code]
        qty = item.in_steps(qty)
        feed = _Feed() if is_custom else _Feed(self._pool.from_stock(item, qty))
        qty -= sum(peg.qty for peg in feed.pegs)
        if qty and item.kind is ItemKind.MADE:
            feed.join(self._make(item, qty))
        elif qty:
            feed.pegs += self._buy(item, qty, is_custom=is_custom)
        return feed

    def _buy(self, item: Item, qty: Decimal, *, is_custom: bool) -> list[Peg]:
        pegs, short = self._pool.from_suppliers(item, qty, only_new=is_custom)
        if short:
            raise Unmakeable(
                Constraint(
                    kind=ConstraintKind.MATERIAL,
                    code=item.item_code,
                    name=item.name,
                    short_qty=short,
                    uom=item.uom,
                    supplier=item.supplier,
                )
            )
        return pegs

    def _make(self, item: Item, qty: Decimal) -> _Feed:
        routing = sorted(self._shop.routings.get(item.item_code, ()), key=lambda operation: operation.seq)
        first_seq = routing[0].seq if routing else 0
        feeds: dict[int, _Feed] = {}
        for line in () if self._question.is_issued else self._shop.boms.get(item.item_code, ()):
            feed = feeds.setdefault(first_seq if line.at_seq is None else line.at_seq, _Feed())
            component = self._levers.substitute.get(line.component, line.component)
            feed.join(self._need(component, line.gross(qty)))
        made = feeds.get(0, _Feed()) if not routing else _Feed()
        for operation in routing:
            feed = feeds.get(operation.seq, _Feed())
            feed.tasks += made.tasks
            made = _Feed(tasks=[self._operate(item, qty, operation, feed)])
        return made

    def _operate(self, item: Item, qty: Decimal, operation: Operation, feed: _Feed) -> int:
        choices = [
            choice
            for choice in operation.alternatives
            if not choice.needs_approval or choice.work_centre in self._levers.approved
        ]
        if not choices:
            raise Unmakeable(
                Constraint(
                    kind=ConstraintKind.WORK_CENTRE, code=operation.alternatives[0].work_centre, name=operation.name
                )
            )
        ways = tuple(
            Way(choice.work_centre, operation.work_minutes(qty, choice), operation.is_unattended) for choice in choices
        )
        return self._add(
            item.item_code,
            qty,
            operation.seq,
            operation.code,
            ways,
            feed,
            operation.setup_minutes,
            operation.setup_family,
        )

    def _add(
        self,
        item_code: str,
        qty: Decimal,
        seq: int,
        operation: str,
        ways: tuple[Way, ...],
        feed: _Feed,
        setup_minutes: int = 0,
        family: str = "",
        *,
        is_design: bool = False,
    ) -> int:
        if len(self.tasks) >= MAX_TASKS:
            raise OrderTooLarge(order_no=self._question.order_no, limit=MAX_TASKS)
        task = Task(
            index=len(self.tasks),
            line_no=self._line_no,
            item_code=item_code,
            seq=seq,
            operation=operation,
            qty=qty,
            ways=ways,
            setup_minutes=setup_minutes,
            preds=tuple(feed.tasks or self._design),
            pegs=tuple(feed.pegs),
            not_before=self._not_before,
            rank=self._rank,
            is_design=is_design,
            family=family,
        )
        self.tasks.append(task)
        return task.index
