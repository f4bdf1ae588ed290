"""Who hears of what: every event with what follows from it. This is the whole of it."""

from cards.card import Card, Tone
from cards.notes import NoteCard
from cards.order_facts import missing_spec
from core import alerts, hub, people
from core.events import Event
from core.orders import NodeKind
from core.orders import events as e
from handlers.announcements import announces
from handlers.context import Context
from handlers.departments import LEVELS, start_chase
from handlers.ownership import TRACK_DEPARTMENTS, answerable, stand_in
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage import roster
from storage.orders import count_open, get_order
from storage.people import PLATFORMS, accounts, people_with_role


def redraw(event: Event, ctx: Context) -> None:
    """Every card of the subject shows the present state again."""
    ctx.uow.mark_stale(event.subject)


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
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    person = names.person(event.person)
    card = NoteCard(
        title=words.say("notice.problem_title", department=names.department(event.department)), tone=Tone.BAD,
        subtitle=event.subject,
        text=words.say("notice.problem", order_no=event.subject, problem=event.problem, person=person),
    )  # fmt: skip
    order = get_order(ctx.uow.session, event.subject)
    _tell({order.owner, order.coordinator}, card, f"pb{event.subject}{event.department}{order.revision}", ctx)


def chase(event: e.AcknowledgementChased, ctx: Context) -> None:
    """The next one in the line is asked in private, and the clock starts again."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    text = words.say(
        f"notice.chased_{event.level}", department=names.department(event.department), order_no=event.subject,
        person=names.person(event.chased),
    )  # fmt: skip
    card = NoteCard(title=words.say("notice.chased_title", order_no=event.subject), tone=Tone.WARNING, text=text)
    _tell({event.chased}, card, f"ch{event.subject}{event.department}{event.level}", ctx)
    if event.level < len(LEVELS):
        start_chase(event.subject, event.department, event.level + 1, ctx)


def tell_progress(event: e.StatusChanged, ctx: Context) -> None:
    """Sales reads when everybody has the order, and when it has been shipped."""
    key = {"RELEASED": "released", "SHIPPED": "shipped"}.get(event.after.value)
    if key is None:
        return
    order = get_order(ctx.uow.session, event.subject)
    customer = Names(ctx.uow.session, ctx.wording.is_chinese).customer(order.customer_code)
    card = NoteCard(
        title=ctx.wording.say(f"notice.{key}_title", order_no=event.subject), tone=Tone.GOOD,
        text=ctx.wording.say(f"notice.{key}", order_no=event.subject, customer=customer),
    )  # fmt: skip
    _tell({order.owner}, card, f"{key[:2]}{event.subject}", ctx)


def tell_spec_awaited(event: e.SpecAwaited, ctx: Context) -> None:
    """The owner reads that only the spec keeps the order from being released, and where to fill it in."""
    words, order = ctx.wording, get_order(ctx.uow.session, event.subject)
    view = order_view(order, Names(ctx.uow.session, words.is_chinese), ctx.today)
    card = NoteCard(
        title=words.say("notice.spec_awaited_title", order_no=event.subject), tone=Tone.WARNING,
        text=words.say("notice.spec_awaited", order_no=event.subject, fields=missing_spec(view, words)),
    )  # fmt: skip
    _tell({order.owner}, card, f"sa{event.subject}{order.revision}", ctx)


def tell_failed(event: e.PromiseFailed, ctx: Context) -> None:
    """The owner reads why there is no new date, and that the one held stays."""
    words, problem = ctx.wording, event.problem
    card = NoteCard(
        title=words.say("notice.failed_title", order_no=event.subject), tone=Tone.WARNING,
        text=words.say("notice.failed", reason=words.refusal_by_name([problem["refusal"]], problem["facts"])),
    )  # fmt: skip
    order = get_order(ctx.uow.session, event.subject)
    _tell({order.owner}, card, f"pf{event.subject}{order.revision}", ctx)


def tell_expired(event: e.QuoteExpired, ctx: Context) -> None:
    """The owner reads that the quote is no longer kept."""
    words = ctx.wording
    card = NoteCard(
        title=words.say("notice.expired_title", order_no=event.subject), tone=Tone.WARNING,
        text=words.say("notice.expired", order_no=event.subject, until=event.held_until),
    )  # fmt: skip
    order = get_order(ctx.uow.session, event.subject)
    _tell({order.owner}, card, f"ex{event.subject}{order.revision}", ctx)


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
    _tell(_coordinators(ctx), card, f"cl{event.subject}.{ctx.now:%y%m%d%H%M}", ctx)


def tell_account_closed(event: people.AccountClosed, ctx: Context) -> None:
    """The coordinators read who has gone, and how many orders need another owner."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    count = count_open(ctx.uow.session, owner=event.subject)
    handed_over = [it for it in ctx.uow.recorded if isinstance(it, e.CoordinatorChanged) and it.before == event.subject]
    card = NoteCard(
        title=words.say("notice.account_closed_title", person=names.person(event.subject)), tone=Tone.WARNING,
        text=words.say(
            "notice.account_closed", person=names.person(event.subject), count=count,
            handed_over=len(handed_over) or None, heir=names.person(roster.coordinator(ctx.uow.session)),
        ),
    )  # fmt: skip
    _tell(_coordinators(ctx) - {event.subject}, card, f"ac{event.platform}{event.subject}", ctx)


def _coordinators(ctx: Context) -> set[str]:
    return {person.key for person in people_with_role(ctx.uow.session, people.Role.COORDINATOR)}


def show_alert(event: alerts.AlertRaised, ctx: Context) -> None:
    """The alert's card in the chats of production, and of the sales side that promised."""
    for department in ("production", "sales"):
        for chat in roster.chats_of(ctx.uow.session, department):
            ctx.uow.place_card(event.subject, "alert", chat)


def _place_task(order_no: str, department: str, ctx: Context) -> None:
    for chat in roster.chats_of(ctx.uow.session, department):
        ctx.uow.place_card(order_no, f"task:{department}", chat)


def _tell(keys: set[str], card: Card, key: str, ctx: Context) -> None:
    """A private word to each of these people, on the platform they have an account on."""
    for platform in PLATFORMS:
        found = accounts(ctx.uow.session, keys, platform)
        for person, account in sorted(found.items()):
            ctx.uow.notify(f"{platform}:@{account}", card.to_notice(), key=f"{key}.{person}")
        keys = keys - found.keys()


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
announces(e.ForecastMoved, redraw)
announces(e.OrderConfirmed, ask_departments, redraw)
announces(e.DepartmentAsked, place_task)
announces(e.DepartmentAcknowledged, redraw)
announces(e.ProblemReported, redraw, tell_problem)
announces(e.AcknowledgementChased, redraw, chase)
announces(e.StatusChanged, redraw, tell_progress)
announces(e.NodeReported, redraw, pass_on)
announces(e.SpecCompleted, redraw)
announces(e.SpecAwaited, tell_spec_awaited)
announces(e.CoordinatorChanged, redraw)
announces(e.OrderHeld, redraw)
announces(e.OrderResumed, redraw)
announces(e.OrderCancelled, redraw)
announces(alerts.AlertRaised, show_alert)
announces(alerts.AlertAcknowledged, redraw)
announces(alerts.AlertResolved, redraw)
announces(people.RoleGranted)
announces(people.RoleRevoked)
announces(people.PersonLeft)
announces(people.AccountClosed, tell_account_closed)
announces(hub.RowsImported)
announces(hub.ChatLost, tell_chat_lost)
announces(hub.ChatFound)
