"""Down the bill of materials: what has to be made, from what, in which order."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.calendar import minute_after
from core.planning.errors import BomTooDeep, NoDesigners, OrderTooLarge, TooManyAsked, UnknownProduct
from core.planning.factory.master import DAY_MINUTES, LARGEST, Item
from core.planning.factory.recipe import Recipe, Step, Way
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint, ConstraintKind
from core.planning.promise.desk import Desk, Unmakeable
from core.planning.promise.job import Goal, Job, Shape, Task
from core.planning.promise.levers import Levers
from core.planning.promise.lots import dealt
from core.planning.promise.question import DemandLine, PromiseQuestion
from core.planning.promise.supply import Peg, Pool

MAX_TASKS = 5000
MAX_NEEDS = 50_000
"""Components of components that one answer may look at: a tangle of parts without operations has no tasks to count."""
MAX_LEVELS = 60
"""Of a bill of materials."""


@dataclass(slots=True)
class _Feed:
    """What a consumer waits for: goods, and tasks that make them."""

    pegs: list[Peg] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)

    def join(self, other: "_Feed") -> None:
        self.pegs += other.pegs
        self.tasks += other.tasks


NOT_CUT: Mapping[str, int] = {}


def explode(
    desk: Desk, question: PromiseQuestion, levers: Levers, *, in_lots: bool = False, cut: Mapping[str, int] = NOT_CUT
) -> Job:
    """All tasks of a question, netted against free supply line by line, components in the order of the BOM.

    `in_lots`: what may be made in lots is. `cut`: items that are made in no fewer lots than so many, whatever their
    lot size. Raises `Unmakeable` when something can neither be had nor made, and `BadQuestion`.
    """
    explosion = _Explosion(desk, question, levers, in_lots, cut)
    goals = tuple(explosion.line(line) for line in question.lines)
    return Job(goals, Shape(tuple(explosion.tasks)), is_divisible=explosion.is_divisible, is_cut=bool(cut))


class _Explosion:
    def __init__(
        self, desk: Desk, question: PromiseQuestion, levers: Levers, in_lots: bool, cut: Mapping[str, int]
    ) -> None:
        self._shop, self._question, self._levers = desk.shop, question, levers
        self._recipes = desk.shop.recipes_with(question.revisions)
        self._pool = Pool(desk.shop, desk.supply, desk.timelines, levers)
        self._in_lots, self._cut = in_lots, cut
        self._longest = desk.shop.horizon_days * DAY_MINUTES
        self._line_no = 0
        self._lots: Counter[str] = Counter()
        """How many lots of an item the line has so far: each has a number of its own."""
        self._spec: dict[str, str] = {}
        self._design: list[int] = []
        dates = {line.requested_date or date.max for line in question.lines}
        self._ranks = {day: rank for rank, day in enumerate(sorted(dates))} if not question.ship_complete else {}
        self._rank = self._not_before = 0
        self._level = self._needs = 0
        self.tasks: list[Task] = []
        self.is_divisible = False

    def line(self, line: DemandLine) -> Goal:
        """One line: design first, then everything that has to be made for it."""
        if line.product not in self._shop.items_by_code:
            raise UnknownProduct(product=line.product)
        self._line_no, self._spec, self._lots = line.line_no, dict(line.spec), Counter()
        self._rank = self._ranks.get(line.requested_date or date.max, 0)
        self._design = self._design_task(line)
        released = None if self._levers.is_design_done else line.design_ready_at
        self._not_before = minute_after(released) if released else 0
        product = self._recipes.recipe(line.product)
        feed, is_custom = _Feed(), line.is_custom or self._question.is_issued
        self._need(product, product.count(line.qty), feed, is_custom=is_custom)
        last = tuple(feed.tasks) or tuple(self._design)
        return Goal(line.line_no, line.product, line.qty, last, tuple(feed.pegs), self._not_before)

    def _design_task(self, line: DemandLine) -> list[int]:
        if not line.design_minutes or self._levers.is_design_done:
            return []
        if self._shop.design_work_centre is None:
            raise NoDesigners(order_no=self._question.order_no)
        task = Task(
            number=self._next(), line_no=self._line_no, item_code=line.product, seq=0, operation="DESIGN", qty=line.qty,
            ways=(Way(self._shop.design_work_centre, line.design_minutes, False),), setup_minutes=0, preds=(), pegs=(),
            rank=self._rank, not_before=self._not_before, is_design=True,
        )  # fmt: skip
        self.tasks.append(task)
        return [task.number]

    def _next(self) -> int:
        if len(self.tasks) >= MAX_TASKS:
            raise OrderTooLarge(order_no=self._question.order_no, limit=MAX_TASKS)
        return len(self.tasks)

    def _need(self, recipe: Recipe, count: int, feed: _Feed, *, is_custom: bool = False) -> None:
        """Add to a feed where so many steps of an item come from: the shelf, then our own work or the suppliers."""
        item = recipe.item
        if count > LARGEST:
            raise TooManyAsked(order_no=self._question.order_no, item_code=item.item_code, limit=int(LARGEST))
        if not is_custom and (got := self._pool.from_stock(item, count)):
            feed.pegs.append(Peg(item.item_code, recipe.qty(got), Source.STOCK, self._pool.now))
            count -= got
        if count and recipe.is_made:
            self._make(recipe, count, feed)
        elif count:
            feed.pegs += self._buy(item, recipe.qty(count), is_custom=is_custom)

    def _buy(self, item: Item, qty: Decimal, *, is_custom: bool) -> list[Peg]:
        pegs, short = self._pool.from_suppliers(item, qty, only_new=is_custom)
        if short:
            raise Unmakeable(
                Constraint(
                    kind=ConstraintKind.MATERIAL, code=item.item_code, name=item.name, short_qty=short, uom=item.uom,
                    supplier=item.supplier,
                )
            )  # fmt: skip
        return pegs

    def _make(self, recipe: Recipe, good: int, feed: _Feed) -> None:
        """Add the tasks that make so many, in one run or in lots side by side; their needs are netted once for all."""
        if not recipe.steps:
            for need_feed in self._feeds(recipe, [good]).values():
                feed.join(need_feed)
        elif not recipe.is_divisible(good) and recipe.item.item_code not in self._cut:
            started = recipe.started(good)
            feed.tasks.append(self._run(recipe, started, self._feeds(recipe, started)))
        else:
            self.is_divisible, least = True, self._cut.get(recipe.item.item_code, 0)
            is_divided = self._in_lots or least > 0
            lots = [recipe.started(each) for each in (recipe.lots(good, least) if is_divided else [good])]
            feeds = self._feeds(recipe, [sum(counts) for counts in zip(*lots, strict=True)])
            for started, share in zip(lots, self._shares(feeds, lots), strict=True):
                self._lots[recipe.item.item_code] += is_divided
                feed.tasks.append(self._run(recipe, started, share, lot=self._lots[recipe.item.item_code]))

    def _feeds(self, recipe: Recipe, started: Sequence[int]) -> dict[int, _Feed]:
        """By position in the routing, the components of so many started there."""
        feeds: dict[int, _Feed] = {}
        self._go_down(recipe)
        for need in () if self._question.is_issued else recipe.needs:
            feed = feeds.get(need.position)
            if feed is None:
                feed = feeds[need.position] = _Feed()
            count, substitute = started[need.position], self._levers.substitute.get(need.component)
            if substitute is None:
                self._need(self._recipes.recipe(need.component), need.issued.up(count), feed)
            else:
                component = self._recipes.recipe(substitute)
                self._need(component, need.issued_of(component.item).up(count), feed)
        self._level -= 1
        return feeds

    def _go_down(self, recipe: Recipe) -> None:
        self._level += 1
        self._needs += len(recipe.needs)
        if self._level > MAX_LEVELS:
            raise BomTooDeep(order_no=self._question.order_no, item_code=recipe.item.item_code, limit=MAX_LEVELS)
        if self._needs > MAX_NEEDS:
            raise OrderTooLarge(order_no=self._question.order_no, limit=MAX_NEEDS)

    def _shares(self, feeds: dict[int, _Feed], started: list[list[int]]) -> Iterator[dict[int, _Feed]]:
        """What each lot has of the goods, the first what comes first; all of them wait for whatever is made."""
        parts = {
            at: dealt(
                feed.pegs, [counts[at] for counts in started], lambda code: self._recipes.recipe(code).item.qty_step
            )
            for at, feed in feeds.items()
        }
        for number in range(len(started)):
            yield {at: _Feed(parts[at][number], feed.tasks) for at, feed in feeds.items()}

    def _run(self, recipe: Recipe, started: list[int], feeds: dict[int, _Feed], lot: int = 0) -> int:
        """One lot through the routing; its last task."""
        before: list[int] = []
        for position, (step, count) in enumerate(zip(recipe.steps, started, strict=True)):
            before = [self._operate(recipe, step, count, feeds.get(position), before, lot)]
        return before[0]

    def _operate(self, recipe: Recipe, step: Step, count: int, feed: _Feed | None, before: list[int], lot: int) -> int:
        operation = step.operation
        preds = [*feed.tasks, *before] if feed else before
        task = Task(
            number=self._next(), line_no=self._line_no, item_code=recipe.item.item_code, seq=operation.seq,
            operation=operation.code, qty=recipe.qty(count),
            ways=self._ways(step, count),
            setup_minutes=operation.setup_minutes, preds=tuple(preds or self._design),
            pegs=tuple(feed.pegs) if feed else (), not_before=self._not_before, rank=self._rank,
            family=step.family(self._spec) if operation.setup_family else "", lot=lot,
        )  # fmt: skip
        self.tasks.append(task)
        return task.number

    def _ways(self, step: Step, count: int) -> tuple[Way, ...]:
        """The work centres that may do a step and are done with it within the horizon. Raises `Unmakeable`."""
        ways = tuple(
            [
                Way(each.work_centre, length, each.is_unattended)
                for each in step.choices_with(self._levers.approved)
                if (length := each.minutes(count)) <= self._longest
            ]
        )
        if not ways:
            raise Unmakeable(_nobody_can(self._shop, step))
        return ways


def _nobody_can(shop: Shop, step: Step) -> Constraint:
    """Nobody is qualified, nobody has agreed, no subcontractor says how long he takes, or it takes years."""
    wanted = step.operation.alternatives[0].work_centre
    centre = shop.centres_by_code[wanted]
    skill = "" if step.choices or centre.is_qualified(step.operation) else step.operation.skill
    return Constraint(
        kind=ConstraintKind.WORK_CENTRE, code=wanted, name=centre.name or step.operation.name, skill=skill
    )
