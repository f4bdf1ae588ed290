"""Customers who could see a change: asked once it is approved, and it takes effect when all of them have agreed."""

from core.changes import ChangeRequest
from core.errors import NotAllowed
from core.people import Person, Role
from handlers.bus import handles
from handlers.changes.climbing import above_of, step_due
from handlers.changes.commands import ApplyChange
from handlers.changes.kinds import KINDS
from handlers.changes.receipt_commands import ChaseConsent, RecordCustomerConsent, WaiveCustomerConsent
from handlers.context import Context
from handlers.ownership import answerable, name_of
from storage import roster
from storage.changes import get_change
from storage.orders import get_order


def release(change: ChangeRequest, ctx: Context) -> None:
    """It takes effect right after, in a transaction of its own, unless a customer has to agree first."""
    if change.at_stake.is_customer_visible:
        ctx.uow.record(*change.ask_customers(_whom_to_ask(change, ctx), now=ctx.now))
    if not change.awaited_customers:
        ctx.owe(f"apply:{change.change_no}:{change.revision}", ApplyChange(change_no=change.change_no))


@handles(RecordCustomerConsent)
def record_consent(cmd: RecordCustomerConsent, ctx: Context) -> None:
    """A customer agrees; the last one lets it take effect."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    _require_asked(change.consent_of(cmd.customer).owner, ctx)
    recorded = change.record_consent(
        cmd.customer, cmd.granted_by, cmd.granted_on or ctx.today, cmd.evidence, ctx.sender.key, today=ctx.today,
        now=ctx.now,
    )  # fmt: skip
    ctx.uow.record(*recorded)


@handles(WaiveCustomerConsent)
def waive_consent(cmd: WaiveCustomerConsent, ctx: Context) -> None:
    """A manager answers for the customers who have not agreed; with the reason."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    if Role.MANAGER not in ctx.sender.roles:
        raise NotAllowed(who=[Role.MANAGER])
    change.require_revision(cmd.revision)
    ctx.uow.record(*change.waive_customers(ctx.sender.key, cmd.reason, now=ctx.now))


@handles(ChaseConsent)
def chase_consent(cmd: ChaseConsent, ctx: Context) -> None:
    """Nobody has noted an answer in time: go one step up the line."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    above = above_of("sales", ctx.uow.session)
    ctx.uow.record(*change.chase_consent(cmd.customer, cmd.level, *above, now=ctx.now))


def start_clock(change_no: str, customer: str, level: int, ctx: Context) -> None:
    """Set the clock, in working time, for the next step up the line."""
    chase = ChaseConsent(change_no=change_no, customer=customer, level=level)
    ctx.remind(f"consent:{change_no}:{customer}", step_due(level, ctx), chase)


def _whom_to_ask(change: ChangeRequest, ctx: Context) -> dict[str, tuple[str, list[str]]]:
    """By customer of an order that it touches: who of sales asks them, and their orders.

    Where there is no order, whoever leads sales answers for all who buy it: it is never nobody's.
    """
    session = ctx.uow.session
    asked: dict[str, tuple[str, list[str]]] = {}
    for order_no in sorted(KINDS[change.kind].orders(change, session)):
        order = get_order(session, order_no)
        _, orders = asked.setdefault(order.customer_code, (_salesperson(order.owner, ctx), []))
        orders.append(order_no)
    return asked or {"": (_salesperson("", ctx), [])}


def _salesperson(owner: str, ctx: Context) -> str:
    session = ctx.uow.session
    found = session.get(Person, owner) if owner else None
    if found is not None and found.is_active:
        return owner
    return answerable(session).get("sales") or roster.coordinator(session)


def _require_asked(owner: str, ctx: Context) -> None:
    sender = ctx.sender
    if sender.is_program or sender.key == owner or "sales" in sender.leads or Role.COORDINATOR in sender.roles:
        return
    raise NotAllowed(who=[name_of(owner, ctx)])
