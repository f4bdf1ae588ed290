"""Rows from files become master data and orders, through the same door as everything else."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from core.hub import RowsImported
from core.orders import Acknowledgement, NodeKind, Order, OrderLine, OrderStatus, Promise
from core.orders.node import AFTER, NODE_DEPARTMENT
from core.orders.status import OPEN
from core.planning.errors import BadQuestion
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.question import PromiseQuestion
from core.plans import PlanCause
from handlers.bus import handles
from handlers.command import Command
from handlers.commands import ExpireQuote
from handlers.context import Context
from handlers.demand import question_of
from handlers.forecasting import owe_forecasts
from handlers.handover import hand_over_orders
from handlers.ownership import TRACK_DEPARTMENTS, answerable
from handlers.plan_commands import ReviewPlan
from handlers.promising import node_owners, plan_nodes
from handlers.revision_commands import SettleRevisions
from handlers.sender import TONGPIN
from storage import bookings, catalogue, counters, master, roster
from storage.ages import LIMITS, confirm_source
from storage.orders import unplanned_orders

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine


class ImportRows(Command):
    """Store rows of one table of master data, already checked cell by cell. Repeating it changes nothing."""

    table: str
    rows: list[dict[str, Any]]


class ImportOrders(Command):
    """Store order lines as a spreadsheet tells them. Orders that are there already are left as they are."""

    rows: list[dict[str, Any]]


_SOURCES = {"stock": "stock", "purchase_order": "purchase_orders"}
_BESIDE_PLANS = frozenset(
    {
        "person", "department", "customer", "standard_solution", "dfm_attribute", "dfm_rule", "work_centre_capability",
        "approval_rule",
    }
)  # fmt: skip
"""Tables that no promise rests on."""
_WORKING_TIME = frozenset({"maintenance_window", "work_centre_calendar", "calendar_exception"})
"""Tables that may close a machine under work that is planned on it."""
SOON = timedelta(minutes=1)


@handles(ImportRows)
def import_rows(cmd: ImportRows, ctx: Context) -> None:
    """Store the rows by their keys."""
    session, source = ctx.uow.session, _SOURCES.get(cmd.table)
    before = bookings.supply_levels(session) if source else {}
    counts = master.import_rows(session, cmd.table, cmd.rows, now=ctx.now)
    if source in LIMITS:
        confirm_source(session, source, ctx.now)
    if counts.inserted or counts.updated:
        counters.move_version(session, is_beside_plans=cmd.table in _BESIDE_PLANS)
        if source:
            bookings.settle(session, before)
        if source == "stock":
            ctx.remind("revisions", ctx.now, SettleRevisions())
        if cmd.table not in _BESIDE_PLANS:
            owe_forecasts(ctx)
        if cmd.table in _WORKING_TIME:
            # A whole folder of tables is read in less than a minute; one look at the plan is enough for all of them.
            ctx.remind("plan:CALENDAR", ctx.now + SOON, ReviewPlan(cause=PlanCause.CALENDAR))
        if cmd.table in ("department", "person"):
            _find_owners(ctx)
            hand_over_orders(ctx)
    ctx.uow.record(_imported(cmd.table, counts.inserted, counts.updated, counts.unchanged, ctx))


@handles(ImportOrders)
def import_orders(cmd: ImportOrders, ctx: Context) -> None:
    """Store orders in whatever state they are."""
    session = ctx.uow.session
    orders: dict[str, list[Mapping[str, Any]]] = {}
    for row in cmd.rows:
        orders.setdefault(row["order_no"], []).append(row)
    fresh = {number: rows for number, rows in orders.items() if session.get(Order, number) is None}
    for rows in fresh.values():
        order = _order(rows, ctx)
        ctx.uow.add(order)
        if order.held_until is not None:
            ctx.remind(f"hold:{order.order_no}", order.held_until, ExpireQuote(order_no=order.order_no))
    if fresh:
        counters.raise_to(session, fresh)
        counters.move_version(session, is_beside_plans=True)  # their bookings come afterwards, each with its number
    inserted = sum(map(len, fresh.values()))
    ctx.uow.record(_imported("order", inserted, 0, len(cmd.rows) - inserted, ctx))


@dataclass(frozen=True, slots=True)
class Laid:
    """A place in the plan for one order, and the grounds that its ledger gets."""

    answer: PromiseAnswer
    grounds: PromiseAnswer


def unplanned_questions(session: Session, timezone: tzinfo) -> list[PromiseQuestion]:
    """What to ask for the orders without a place in the plan; only for a quote also why, and what would help.

    What no factory could answer (hundreds of lines) is left as it is, and stops none of the others.
    """
    questions = []
    for order in unplanned_orders(session):
        is_quote = order.status is OrderStatus.QUOTED
        with suppress(BadQuestion):
            question = question_of(order, session, timezone)
            questions.append(replace(question, with_reasons=is_quote, with_options=is_quote))
    return questions


def lay_out(shop: Shop, questions: Sequence[PromiseQuestion], engine: "PromiseEngine") -> list[Laid]:
    """Find each of them a place in the plan. This takes long: it is no work for a transaction."""
    from core.planning.promise.engine import book_all  # late: what plans is only needed with the first order

    full, answers = book_all(engine, shop, questions)
    explained = {question.order_no: question for question in questions if question.with_reasons}
    return [
        Laid(answer, engine.answer(full, explained[answer.order_no]))
        if answer.promise_date and answer.order_no in explained
        else Laid(answer, answer)
        for answer in answers
    ]


def book_laid(session: Session, laid: Iterable[Laid], timezone: tzinfo) -> bool:
    """Give the orders their places in the plan, and their dates. False when others have taken some meanwhile.

    Those are as unplanned as before.
    """
    # All of them first: whoever confirms an order locks that before the plan, and this must not wait for each other.
    orders = {order.order_no: order for order in unplanned_orders(session, lock=True)}
    found = [each for each in laid if each.answer.promise_date and each.answer.order_no in orders]
    missed = [each for each in found if not _book_one(session, orders[each.answer.order_no], each, timezone)]
    return not missed


def _book_one(session: Session, order: Order, laid: Laid, timezone: tzinfo) -> bool:
    answer = laid.answer
    if not bookings.still_fit(session, order.order_no, answer.bookings, answer.allocations):
        return False
    bookings.book(session, order.order_no, answer.bookings, answer.allocations)
    bookings.follow_milestones(session, order)
    if order.status is OrderStatus.QUOTED:
        order.record_promise(_entry(laid.grounds, answer.promise_date), now=answer.as_of)
    else:
        _settle_dates(order, answer, session, timezone)
    session.add(order)
    return True


def _settle_dates(order: Order, answer: PromiseAnswer, session: Session, zone: tzinfo) -> None:
    """A sold order that came without a date is promised for the planned one; its milestones get their days."""
    days = {each.line_no: each.promise_date for each in answer.lines}
    for line in order.lines:
        line.forecast_date = days[line.line_no]
        line.promise_date = line.promise_date or line.forecast_date
        line.first_promise_date = line.first_promise_date or line.promise_date
    order.note(_entry(answer, order.promise_date))
    plan_nodes(order, answer, "standard", session, now=answer.as_of, zone=zone)


def _entry(answer: PromiseAnswer, day: date | None) -> Promise:
    """An order that came without grounds gets today's: a quote can then be confirmed, a department sees its part."""
    return Promise(
        order_no=answer.order_no, entry=1, made_at=answer.as_of, made_by=TONGPIN.key, cause="import",
        promise_date=day, answer=answer.to_json(),
    )  # fmt: skip


def _open_orders(session: Session) -> Sequence[Order]:
    return session.exec(select(Order).where(col(Order.status).in_(OPEN))).all()


def _imported(table: str, inserted: int, updated: int, unchanged: int, ctx: Context) -> RowsImported:
    return RowsImported(at=ctx.now, subject=table, inserted=inserted, updated=updated, unchanged=unchanged)


def _order(rows: Sequence[Mapping[str, Any]], ctx: Context) -> Order:
    """An order in the middle of its life, as another system or a sheet knew it."""
    row, session = rows[0], ctx.uow.session
    coordinator = roster.coordinator(session)
    order, _ = Order.inquire(
        row["order_no"], customer=row["customer"], lines=[_line(each, session) for each in rows],
        owner=row.get("owner") or coordinator, coordinator=coordinator, chat="", now=row["placed_at"],
    )  # fmt: skip
    order.status, order.is_promising = row["status"], False
    order.held_until = row.get("held_until")
    order.is_on_hold, order.on_hold_reason = bool(row.get("on_hold_reason")), row.get("on_hold_reason", "")
    _put_where_it_is(order, row, ctx)
    order.own_nodes(node_owners(order, session))
    return order


def _find_owners(ctx: Context) -> None:
    """Orders that came before the people did are nobody's until now."""
    session = ctx.uow.session
    leads, coordinator = answerable(session), roster.coordinator(session)
    for order in _open_orders(session):
        order.coordinator = order.coordinator or coordinator
        order.owner = order.owner or order.coordinator
        if not all(node.owner for node in order.nodes):
            order.own_nodes(node_owners(order, session))
        for given in order.acknowledgements:
            given.owner = given.owner or leads.get(given.department) or order.coordinator


def _line(row: Mapping[str, Any], session: Session) -> OrderLine:
    product = catalogue.get_product(session, row["product"])
    spec = product.with_defaults(row.get("spec", {}))
    return OrderLine(
        order_no=row["order_no"], line_no=row.get("line_no", 1), product_code=product.code, quantity=row["quantity"],
        uom=product.uom, spec=spec, requirement=row.get("requirement", ""),
        is_custom=bool(catalogue.get_family(session, product.family).custom(spec)),
        requested_date=row.get("requested_date"), promise_date=row.get("promise_date"),
        first_promise_date=row.get("first_promise_date") or row.get("promise_date"),
        forecast_date=row.get("actual_ship_date") or row.get("promise_date"),
        actual_ship_date=row.get("actual_ship_date"),
    )  # fmt: skip


_REACHED = {
    OrderStatus.RELEASED: (NodeKind.REQUIREMENT,),
    OrderStatus.IN_PRODUCTION: (NodeKind.REQUIREMENT, NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START),
    OrderStatus.SHIPPED: tuple(kind for kind in AFTER if kind is not NodeKind.RECEIPT),
    OrderStatus.CLOSED: tuple(AFTER),
}


_WHEN_IT_LEFT = (NodeKind.FINISH, NodeKind.INSPECTION, NodeKind.SHIPMENT, NodeKind.RECEIPT)
"""Of these a sheet knows at best the day of shipment."""


def _put_where_it_is(order: Order, row: Mapping[str, Any], ctx: Context) -> None:
    if order.status in (OrderStatus.INQUIRY, OrderStatus.QUOTED, OrderStatus.CANCELLED):
        return
    leads, placed_at = answerable(ctx.uow.session), order.placed_at
    given = set(row.get("acknowledged", ())) if order.status is OrderStatus.CONFIRMED else set(TRACK_DEPARTMENTS)
    order.confirmed_at = placed_at
    order.acknowledgements = [
        Acknowledgement(
            order_no=order.order_no, department=key, owner=leads.get(key, order.coordinator), asked_at=placed_at,
            acknowledged_at=placed_at if key in given else None,
            acknowledged_by=leads.get(key, "") if key in given else "",
        )
        for key in TRACK_DEPARTMENTS
    ]  # fmt: skip
    left = datetime.combine(order.actual_ship_date, time(), ctx.uow.timezone) if order.actual_ship_date else placed_at
    for kind in _REACHED.get(order.status, ()):
        node = order.node(kind)
        node.percent, node.actual_at = 100, left if kind in _WHEN_IT_LEFT else placed_at
        node.reported_by = leads.get(NODE_DEPARTMENT.get(kind, "production"), "")
    if order.status is OrderStatus.IN_PRODUCTION:
        order.node(NodeKind.FINISH).percent = min(row.get("percent", 0), 99)
    if row.get("is_design_released"):
        drawing = order.node(NodeKind.DRAWING)
        drawing.percent, drawing.actual_at, drawing.reported_by = 100, placed_at, leads.get("rnd", "")
    drawing_due: date | None = row.get("design_due_date")
    order.node(NodeKind.DRAWING).planned_date = drawing_due
