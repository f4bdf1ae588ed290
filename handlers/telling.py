"""Who hears of what: every event with what follows from it. This is the whole of it."""

from cards.card import Card, Tone
from cards.notes import NoteCard
from cards.order_facts import missing_spec
from cards.promise_card import ask_again_button
from cards.superseded import SupersededCard
from cards.task_card import acknowledge_button
from cards.views import OrderView
from core import alerts, hub, people
from core.events import Event
from core.orders import NodeKind
from core.orders import events as e
from handlers.announcements import announces
from handlers.context import Context
from handlers.departments import LEVELS, start_chase
from handlers.design.opening import cancel_designs, open_designs
from handlers.design.telling import redraw_designs, tell_unprepared
from handlers.ownership import TRACK_DEPARTMENTS, answerable, lanes_to, places_of, stand_in
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage import roster
from storage.alerts import open_alerts
from storage.orders import count_open, get_order
from storage.outbox import Wait
from storage.people import people_with_role


def redraw(event: Event, ctx: Context) -> None:
    """Every card of the subject shows the present state again."""
    ctx.uow.mark_stale(event.subject)


def redraw_alert(event: Event, ctx: Context) -> None:
    """The alert about an order says when it is expected, and what keeps it."""
    for alert in open_alerts(ctx.uow.session):
        if alert.order_no == event.subject:
            ctx.uow.mark_stale(alert.alert_no)


def ask_departments(event: e.OrderConfirmed, ctx: Context) -> None:
    """Production, R&D and purchasing each get their own card in their own chat."""
    order = get_order(ctx.uow.session, event.subject)
    leads = answerable(ctx.uow.session)
    owners = {key: leads.get(key, order.coordinator) for key in TRACK_DEPARTMENTS}
    ctx.uow.record(*order.ask_departments(owners, now=ctx.now))


def place_task(event: e.DepartmentAsked, ctx: Context) -> None:
    """The card in the department's chats, and the clock that runs until it is acknowledged."""
    _place_task(event.subject, event.department, ctx)
    start_chase(event.subject, event.department, 1, ctx)


def pass_on(event: e.NodeReported, ctx: Context) -> None:
    """What is finished goes to quality, what is inspected to the warehouse."""
    following = {NodeKind.FINISH: "quality", NodeKind.INSPECTION: "warehouse"}.get(event.node)
    if following and event.percent == 100:
        _place_task(event.subject, following, ctx)


def tell_problem(event: e.ProblemReported, ctx: Context) -> None:
    """The order's owner and coordinator read of a problem at once."""
    _tell_of_problem("problem", event, Tone.BAD, ctx)


def tell_solved(event: e.ProblemSolved, ctx: Context) -> None:
    """Whoever has read of a problem reads that it is solved, by whom and when."""
    _tell_of_problem("solved", event, Tone.GOOD, ctx)


def _tell_of_problem(key: str, event: e.ProblemReported | e.ProblemSolved, tone: Tone, ctx: Context) -> None:
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    card = NoteCard.about(
        order_view(order, names, ctx.today), key, ctx.wording, tone=tone, problem=event.problem, at=event.at,
        department=names.department(event.department), person=names.person(event.person),
    )  # fmt: skip
    tell({order.owner, order.coordinator}, card, f"{key[:2]}{event.subject}{event.department}{order.revision}", ctx)


def tell_handed_over(event: e.MaterialHandedOver, ctx: Context) -> None:
    """Whose order gave material away reads to whom, why, and what it waits for now."""
    view, names = _view(event.subject, ctx), _names(ctx)
    card = NoteCard.about(
        view, "material_handed_over", ctx.wording, tone=Tone.WARNING, person=names.person(event.person),
        item=event.item_code, qty=event.qty, taker=event.taker, reason=event.reason,
    )  # fmt: skip
    tell({view.owner_key}, card, f"ho{event.subject}{event.item_code}{event.at:%y%m%d%H%M%S%f}", ctx)


def chase(event: e.AcknowledgementChased, ctx: Context) -> None:
    """The next one in the line is asked in private, and the clock starts again."""
    order, names = get_order(ctx.uow.session, event.subject), _names(ctx)
    view, asked = order_view(order, names, ctx.today), order.acknowledgement_of(event.department)
    owner = asked.owner
    card = NoteCard.about(
        view, f"chased_{event.level}", ctx.wording, tone=Tone.WARNING, owner=names.person(owner),
        department=names.department(event.department),
        buttons=(acknowledge_button(view, event.department, ctx.wording),),
    )  # fmt: skip
    tell({event.chased}, card, f"ch{event.subject}{event.department}{event.level}.{asked.order_revision}", ctx)
    if event.level < len(LEVELS):
        start_chase(event.subject, event.department, event.level + 1, ctx)


def tell_progress(event: e.StatusChanged, ctx: Context) -> None:
    """Sales reads when everybody has the order, and when it has been shipped."""
    key = {"RELEASED": "released", "SHIPPED": "shipped"}.get(event.after.value)
    if key is None:
        return
    view = _view(event.subject, ctx)
    card = NoteCard.about(view, key, ctx.wording, tone=Tone.GOOD)
    tell({view.owner_key}, card, f"{key[:2]}{event.subject}", ctx)


def tell_spec_awaited(event: e.SpecAwaited, ctx: Context) -> None:
    """The owner reads that only the spec keeps the order from being released, and where to fill it in."""
    view, words = _view(event.subject, ctx), ctx.wording
    card = NoteCard.about(view, "spec_awaited", words, tone=Tone.WARNING, fields=missing_spec(view, words))
    tell({view.owner_key}, card, f"sa{event.subject}{view.revision}", ctx)


def tell_failed(event: e.PromiseFailed, ctx: Context) -> None:
    """The owner reads why there is no new date, and that the one held stays."""
    view, words, problem = _view(event.subject, ctx), ctx.wording, event.problem
    reason = words.refusal_by_name([problem["refusal"]], problem["facts"])
    card = NoteCard.about(view, "failed", words, tone=Tone.WARNING, reason=reason)
    tell({view.owner_key}, card, f"pf{event.subject}{view.revision}", ctx)


def tell_expired(event: e.QuoteExpired, ctx: Context) -> None:
    """The owner reads that the quote is no longer kept."""
    view, words = _view(event.subject, ctx), ctx.wording
    card = NoteCard.about(
        view, "expired", words, tone=Tone.WARNING, until=event.held_until, buttons=(ask_again_button(view, words),)
    )
    tell({view.owner_key}, card, f"ex{event.subject}{view.revision}", ctx)


def tell_chat_lost(event: hub.ChatLost, ctx: Context) -> None:
    """The coordinators read that a chat gets nothing any more."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    department, stands_in = names.department_of(event.subject), ""
    if department:
        stands_in = stand_in(department, event.subject, ctx.uow.session)
    key = "notice.chat_lost" if stands_in in ("", event.subject) else "notice.group_lost"
    card = NoteCard(
        title=words.say("notice.chat_lost_title"), tone=Tone.BAD,
        text=words.say(key, name=names.chat(event.subject), person=names.chat(stands_in)),
    )  # fmt: skip
    tell(_coordinators(ctx), card, f"cl{event.subject}.{ctx.now:%y%m%d%H%M}", ctx)


def tell_account_closed(event: people.AccountClosed, ctx: Context) -> None:
    """The coordinators read who has gone, and how many orders need another owner."""
    words, names = ctx.wording, _names(ctx)
    count = count_open(ctx.uow.session, owner=event.subject)
    handed_over = [it for it in ctx.uow.recorded if isinstance(it, e.CoordinatorChanged) and it.before == event.subject]
    card = NoteCard(
        title=words.say("notice.account_closed_title", person=names.person(event.subject)), tone=Tone.WARNING,
        text=words.say(
            "notice.account_closed", person=names.person(event.subject), count=count,
            handed_over=len(handed_over) or None, heir=names.person(roster.coordinator(ctx.uow.session)),
        ),
    )  # fmt: skip
    tell(_coordinators(ctx) - {event.subject}, card, f"ac{event.platform}{event.subject}", ctx)


def _names(ctx: Context) -> Names:
    return Names(ctx.uow.session, ctx.wording.is_chinese)


def _view(order_no: str, ctx: Context) -> OrderView:
    return order_view(get_order(ctx.uow.session, order_no), _names(ctx), ctx.today)


def _coordinators(ctx: Context) -> set[str]:
    return {person.key for person in people_with_role(ctx.uow.session, people.Role.COORDINATOR)}


def show_alert(event: alerts.AlertRaised | alerts.AlertTurned, ctx: Context) -> None:
    """The alert's card, as news, in the chats of production, and of the sales side that promised."""
    old = SupersededCard.of(event.subject, ctx.wording).to_notice()
    for department in ("production", "sales"):
        for chat in places_of(department, ctx.uow.session):
            ctx.uow.show_card(event.subject, "alert", chat, superseded=old, wait=Wait.NOBODY)


def _place_task(order_no: str, department: str, ctx: Context) -> None:
    for chat in roster.chats_of(ctx.uow.session, department):
        ctx.uow.place_card(order_no, f"task:{department}", chat)


def tell(keys: set[str], card: Card, key: str, ctx: Context) -> None:
    """A private word to each of these people, on one platform each."""
    for person, lane in lanes_to(keys, ctx).items():
        ctx.uow.notify(lane, card.to_notice(), key=f"{key}.{person}")


announces(e.DraftOpened)
announces(e.DraftCorrected, redraw)
announces(e.DuplicateSuspected, redraw)
announces(e.DraftDiscarded, redraw)
announces(e.OrderPlaced)
announces(e.PromiseAsked)
announces(e.SlotsTaken)
announces(e.AnswerPast)
announces(e.DataMoved)
announces(e.PromiseMade, redraw)
announces(e.PromiseFailed, redraw, tell_failed)
announces(e.QuoteHeld, redraw)
announces(e.QuoteExpired, redraw, tell_expired)
announces(e.ForecastMoved, redraw, redraw_alert)
announces(e.ForecastExplained, redraw, redraw_alert)
announces(e.OrderConfirmed, ask_departments, open_designs, redraw)
announces(e.DepartmentAsked, place_task)
announces(e.DepartmentAcknowledged, redraw)
announces(e.ProblemReported, redraw, tell_problem)
announces(e.ProblemSolved, redraw, tell_solved)
announces(e.AcknowledgementChased, redraw, chase)
announces(e.StatusChanged, redraw, tell_progress)
announces(e.NodeReported, redraw, pass_on, tell_unprepared)
announces(e.SpecCompleted, redraw, redraw_designs)
announces(e.QuantityReduced, redraw)
announces(e.SpecAwaited, tell_spec_awaited)
announces(e.CoordinatorChanged, redraw)
announces(e.MaterialHandedOver, redraw, tell_handed_over)
announces(e.OrderHeld, redraw)
announces(e.OrderResumed, redraw)
announces(e.OrderCancelled, redraw, cancel_designs)
announces(alerts.AlertRaised, show_alert)
announces(alerts.AlertTurned, show_alert)
announces(alerts.AlertAcknowledged, redraw)
announces(alerts.AlertLetGo, redraw)
announces(alerts.AlertResolved, redraw)
announces(people.RoleGranted)
announces(people.RoleRevoked)
announces(people.PersonLeft)
announces(people.AccountClosed, tell_account_closed)
announces(hub.RowsImported)
announces(hub.ChatLost, tell_chat_lost)
announces(hub.ChatFound)
