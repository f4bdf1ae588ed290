"""Finding standard solutions, flagging them, and counting what they were good for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from sqlmodel import Session, col, or_, select

from core.catalogue import Product
from core.errors import NotFound
from core.events import Event
from core.orders import Order, OrderLine, OrderStatus
from core.solutions import SolutionUse, StandardSolution
from core.supply import BomLine, Item


@dataclass(frozen=True, slots=True)
class Reuse:
    """Sold orders with something custom asked, those of them that a standard solution fills, and days won by it."""

    custom: int = 0
    filled: int = 0
    days_saved: int = 0

    @property
    def percent(self) -> int:
        """Reuse rate: custom orders filled by a standard solution / custom orders."""
        return round(100 * self.filled / self.custom) if self.custom else 0


def get_solution(session: Session, code: str, *, lock: bool = False) -> StandardSolution:
    """The solution of this code. `lock` keeps other writers from it until the transaction ends."""
    solution = session.get(StandardSolution, code, with_for_update=lock or None)
    if solution is None:
        raise NotFound(kind="solution", words=code, near=[])
    return solution


def all_solutions(session: Session) -> list[StandardSolution]:
    """Every solution, by code."""
    return list(session.exec(select(StandardSolution).order_by(StandardSolution.code)))


def solutions_of_family(session: Session, family: str) -> list[StandardSolution]:
    """The solutions for products of a family, by code."""
    chosen = select(StandardSolution).join(Product, col(Product.code) == col(StandardSolution.product))
    return list(session.exec(chosen.where(Product.family == family).order_by(StandardSolution.code)))


def flag_solutions(session: Session, item_codes: Collection[str], change_no: str, now: datetime) -> list[Event]:
    """A change touches these items: flag every solution that contains one of them at any depth; what happened."""
    touched = _containing(session, item_codes)
    chosen = select(StandardSolution).where(col(StandardSolution.product).in_(touched)).with_for_update()
    found = session.exec(chosen.order_by(StandardSolution.code))
    return [event for solution in found for event in solution.flag(change_no, now=now)]


def _containing(session: Session, item_codes: Collection[str]) -> set[str]:
    """These items, and whatever is made of them by the bills of materials in force."""
    lines = select(BomLine.component, BomLine.parent).join(
        Item, (col(Item.item_code) == BomLine.parent) & (col(Item.revision) == BomLine.revision)
    )
    parents: dict[str, set[str]] = {}
    for component, parent in session.exec(lines):
        parents.setdefault(component, set()).add(parent)
    found, waiting = set(item_codes), list(item_codes)
    while waiting:
        more = parents.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return found


def use_of(session: Session, order_no: str, line_no: int) -> SolutionUse | None:
    """What was taken for an order line instead of a drawing."""
    return session.get(SolutionUse, (order_no, line_no))


def reuse(session: Session, since: date | None = None, zone: tzinfo = UTC) -> Reuse:
    """What solutions were good for in orders sold (since a day): reuse rate and days saved.

    Days saved: calendar days from the day promised to the day that was answered with a drawing, none below zero.
    """
    custom: set[str] = set()
    filled: set[str] = set()
    saved = 0
    for order_no, confirmed_at, line, use in _sold_lines(session):
        if since is not None and confirmed_at.astimezone(zone).date() < since:
            continue
        custom.add(order_no)
        if line.solution_code:
            filled.add(order_no)
        if use is not None and use.solution == line.solution_code and use.drawn_date and line.first_promise_date:
            saved += max(0, (use.drawn_date - line.first_promise_date).days)
    return Reuse(len(custom), len(filled), saved)


def _sold_lines(session: Session) -> Iterator[tuple[str, datetime, OrderLine, SolutionUse | None]]:
    """Lines of sold orders for which something custom was asked."""
    asked = (
        select(Order.order_no, Order.confirmed_at, OrderLine, SolutionUse)
        .join(OrderLine, col(OrderLine.order_no) == col(Order.order_no))
        .outerjoin(
            SolutionUse,
            (col(SolutionUse.order_no) == col(OrderLine.order_no))
            & (col(SolutionUse.line_no) == col(OrderLine.line_no)),
        )
        .where(
            col(Order.confirmed_at).is_not(None), Order.status != OrderStatus.CANCELLED,
            or_(col(OrderLine.is_custom), OrderLine.solution_code != ""),
        )
    )  # fmt: skip
    for order_no, confirmed_at, line, use in session.exec(asked):
        if confirmed_at is not None:
            yield order_no, confirmed_at, line, use


def measured_lead_days(session: Session, zone: tzinfo) -> dict[str, tuple[int, int]]:
    """By solution: calendar days from order to shipment, on average, and of how many lines that left."""
    days: dict[str, list[int]] = {}
    for _, confirmed_at, line, _ in _sold_lines(session):
        if line.solution_code and line.actual_ship_date is not None:
            passed = (line.actual_ship_date - confirmed_at.astimezone(zone).date()).days
            days.setdefault(line.solution_code, []).append(max(0, passed))
    return {code: (round(sum(found) / len(found)), len(found)) for code, found in days.items()}
