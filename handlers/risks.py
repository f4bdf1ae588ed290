"""How sure the date of every open order is: looked at each night and after every published plan."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from core.errors import Refusal
from core.orders.draft import FieldProblem
from core.planning.codec import from_json, to_json
from core.planning.plan.uncertainty import LineRisk
from core.risks import OrderRisk, RiskClass
from handlers.bus import handles
from handlers.computing import COMPUTATIONS, Computation, Snapshots, Work
from handlers.context import Context
from handlers.plan_commands import ComputeRisks, RecordRisks, ScanRisks
from storage import risks
from storage.ages import RISK_SCAN, confirm_source
from storage.counters import data_version
from storage.open_orders import open_orders

if TYPE_CHECKING:
    from core.planning.factory.shop import Shop


def _read(cmd: ComputeRisks, session: Session, snapshots: Snapshots, now: datetime) -> "Shop":
    shop = snapshots.shop(session, now)
    # Milestones and priorities move no version; they are read as they are now.
    return shop.knowing_all(open_orders(session, shop.calendar.timezone))


def _solve(cmd: ComputeRisks, shop: "Shop", engine: object) -> RecordRisks:
    from core.planning.plan.hopeless import possible  # late: whoever only keeps what is found loads no kernels
    from core.planning.plan.scan import scanned

    there = possible(shop).outlook.book.shop  # of an order that can never be made no date is sure
    found = [to_json(each) for each in scanned(there, cmd.policy, cmd.seed)]
    return RecordRisks(risks=found, data_version=shop.version)


def _refused(cmd: ComputeRisks, why: Refusal, now: datetime) -> RecordRisks:
    return RecordRisks(problem=FieldProblem.of(why))


COMPUTATIONS[ComputeRisks] = Computation(_read, _solve, _refused, Work.PLAN)


@handles(ScanRisks)
def scan_risks(cmd: ScanRisks, ctx: Context) -> None:
    """Have it looked at right after this transaction."""
    if ctx.rules.planning.risk_samples:
        key = f"risks:{data_version(ctx.uow.session)}:{ctx.now.isoformat()}"
        ctx.owe(key, ComputeRisks(policy=ctx.rules.planning))


@handles(RecordRisks)
def record_risks(cmd: RecordRisks, ctx: Context) -> None:
    """In place of what was found before. The cards of orders about which it says something else are brought up to date.

    A plan that contradicts itself is the business of whoever reviews it: nothing is said of it here.
    """
    if cmd.problem is not None:
        return
    before = {(each.order_no, each.line_no): _told(each) for each in risks.all_risks(ctx.uow.session)}
    found = [_kept(from_json(LineRisk, told), cmd.data_version, ctx.now) for told in cmd.risks]
    after = {(each.order_no, each.line_no): _told(each) for each in found}
    risks.keep_risks(ctx.uow.session, found)
    confirm_source(ctx.uow.session, RISK_SCAN, ctx.now)
    for order_no in sorted({key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}):
        ctx.uow.mark_stale(order_no)


def _told(risk: OrderRisk) -> tuple[object, RiskClass]:
    """What a card says of it."""
    return risk.p80_date, risk.risk_class


def _kept(risk: LineRisk, version: int, now: datetime) -> OrderRisk:
    return OrderRisk(
        order_no=risk.order_no, line_no=risk.line_no, p50_date=risk.p50_date, p80_date=risk.p80_date,
        late_share=risk.late_share, data_version=version, scanned_at=now,
    )  # fmt: skip
