"""What the program does by itself: looks after promises, digests, cards and its own memory."""

from datetime import timedelta

from cards.digest import DigestCard
from cards.superseded import SupersededCard
from core.alerts import Alert, AlertKind
from core.hub import ChatFound, ChatLost
from core.orders import Order
from handlers.bus import handles
from handlers.commands import (
    AcknowledgeAlert,
    CheckFeasibility,
    NoteChatReachable,
    PrunePast,
    ReissueCard,
    SendDigest,
    TurnDay,
)
from handlers.context import Context
from handlers.order_commands import UndoAlert
from handlers.ownership import ALERTED, places_of, require_concerned, stand_in
from handlers.queries.digest import digest_view
from handlers.queries.following import is_followed
from handlers.queries.names import Names
from handlers.queries.plans import DECIDES
from handlers.reversible import reversible
from storage import chats, housekeeping, living, roster
from storage.alerts import get_alert, open_alerts
from storage.orders import get_order, late_orders, sold_orders
from storage.tables import LivingCard

DIGEST_DEPARTMENT = "management"


@handles(CheckFeasibility)
def check_feasibility(cmd: CheckFeasibility, ctx: Context) -> None:
    """Raise what is late or will be, turn what was feared into what is, resolve what is neither any more.

    Over unchanged data it says nothing.
    """
    session = ctx.uow.session
    late = {order.order_no: order for order in late_orders(session, ctx.today)}
    known = {alert.order_no: alert for alert in open_alerts(session)}
    for order_no, alert in known.items():
        if order_no not in late:
            ctx.uow.record(*alert.resolve(now=ctx.now))
    for order_no, order in late.items():
        kind = _concern(order, ctx)
        if order_no in known:
            ctx.uow.record(*known[order_no].turn(kind, now=ctx.now))
        else:
            _raise(kind, order, ctx)


@handles(TurnDay)
def turn_day(cmd: TurnDay, ctx: Context) -> None:
    """Nothing has happened, and yet forecasts have passed, and cards of overdue orders show yesterday's state."""
    for order in sold_orders(ctx.uow.session):
        ctx.uow.record(*order.pass_day(ctx.today, now=ctx.now))
        if order.is_overdue(ctx.today):
            ctx.uow.mark_stale(order.order_no)
    for alert in open_alerts(ctx.uow.session):
        if alert.kind is AlertKind.OVERDUE:
            ctx.uow.mark_stale(alert.alert_no)


@handles(AcknowledgeAlert)
def acknowledge_alert(cmd: AcknowledgeAlert, ctx: Context) -> None:
    """Somebody takes an alert."""
    alert = get_alert(ctx.uow.session, cmd.alert_no, lock=True)
    order = get_order(ctx.uow.session, alert.order_no)
    require_concerned(alert.owner, order, ctx)
    if taken := alert.acknowledge(ctx.sender.key, now=ctx.now):
        ctx.uow.record(*taken)
        back = UndoAlert(alert_no=alert.alert_no, revision=alert.revision)
        reversible("undo.alert", alert.alert_no, back, ctx, told=(alert.owner, order.owner))


@handles(SendDigest)
def send_digest(cmd: SendDigest, ctx: Context) -> None:
    """One short card for the managers' chats."""
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    card = DigestCard.of(digest_view(ctx.uow.session, names, ctx.today), ctx.wording)
    for chat in places_of(DIGEST_DEPARTMENT, ctx.uow.session):
        ctx.uow.notify(chat, card.to_notice(), key=f"dg{ctx.today:%y%m%d}.{chat}")


@handles(ReissueCard)
def reissue_card(cmd: ReissueCard, ctx: Context) -> None:
    """Send a living card anew while the platform still takes updates of the old one."""
    card = ctx.uow.session.get(LivingCard, cmd.card_id)
    if card is None or card.issue != cmd.issue or not is_followed(ctx.uow.session, card.subject, card.kind):
        return
    superseded = SupersededCard.of(card.subject, ctx.wording)
    living.reissue(ctx.uow.session, card, now=ctx.now, superseded=superseded.to_notice())


@handles(NoteChatReachable)
def note_chat_reachable(cmd: NoteChatReachable, ctx: Context) -> None:
    """Remember whether a chat can be written to; one that takes the bot back gets what it has missed.

    What a department's lost chat has missed goes to who answers for it. It is tried first each time: so it is noticed
    when a chat takes messages again and nobody has said so.
    """
    session = ctx.uow.session
    if not cmd.is_reachable:
        _pass_on(cmd.chat, ctx)
        if chats.note_lost(session, cmd.chat, why=cmd.why, now=ctx.now):
            ctx.uow.record(ChatLost(at=ctx.now, subject=cmd.chat, why=cmd.why))
        return
    if chats.note_found(session, cmd.chat, name=cmd.name):
        ctx.uow.record(ChatFound(at=ctx.now, subject=cmd.chat))
    living.catch_up(session, cmd.chat, now=ctx.now)


@handles(PrunePast)
def prune_past(cmd: PrunePast, ctx: Context) -> None:
    """Forget what can no longer matter."""
    housekeeping.prune(ctx.uow.session, before=ctx.now - timedelta(days=30))


def _pass_on(lost: str, ctx: Context) -> None:
    for card in living.behind(ctx.uow.session, lost):
        department = _addressee(card, ctx)
        place = stand_in(department, lost, ctx.uow.session) if department else lost
        if place != lost and living.find(ctx.uow.session, card.subject, card.kind, place) is None:
            ctx.uow.place_card(card.subject, card.kind, place)


def _addressee(card: LivingCard, ctx: Context) -> str:
    """The department a card was meant for. What somebody has asked for themselves is nobody else's."""
    if card.kind == "alert":
        return Names(ctx.uow.session, ctx.wording.is_chinese).department_of(card.chat)
    if card.kind == "plan":
        return DECIDES
    kind, _, department = card.kind.partition(":")
    return department if kind == "task" else ""


def _concern(order: Order, ctx: Context) -> AlertKind:
    return AlertKind.OVERDUE if order.is_overdue(ctx.today) else AlertKind.AT_RISK


def _raise(kind: AlertKind, order: Order, ctx: Context) -> None:
    owner = roster.leads(ctx.uow.session).get(ALERTED) or order.coordinator
    alert, raised = Alert.raise_for(ctx.uow.next_number("AL"), kind, order.order_no, owner=owner, now=ctx.now)
    ctx.uow.add(alert)
    ctx.uow.record(*raised)
