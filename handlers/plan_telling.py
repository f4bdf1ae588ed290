"""Who hears of plans and machines: the part of `telling` that is about no single order."""

from cards.card import Tone
from cards.notes import NoteCard
from core import plans as p
from core.forecasts import ForecastsFailed, ForecastsRestored
from core.pins import WorkPinned, WorkUnpinned
from core.planning.plan.clash import ClashPart
from core.plans import PlanCause
from core.production import MachineRunning, MachineStopped, WorkCentre
from handlers.announcements import announces
from handlers.context import Context
from handlers.ownership import answerable, lanes_to, places_of
from handlers.planning import PUBLISHER
from handlers.queries.clashes import problem_text, text_of_left_out
from handlers.queries.names import Names
from handlers.queries.plans import left_out_of
from handlers.rush_telling import tell_applied, tell_payers
from handlers.telling import redraw, tell
from storage.orders import get_order
from storage.outbox import Wait
from storage.plans import count_overrides, get_plan

MACHINES = (PlanCause.MACHINE_DOWN, PlanCause.MACHINE_UP)
"""What all of production hears of."""
CAN_CHANGE: dict[str, str] = {
    ClashPart.PURCHASE_ORDER: "purchasing", ClashPart.MATERIAL: "purchasing", ClashPart.DRAWING: "rnd",
}  # fmt: skip
"""The department that can change a part of a clash; everything else is production's."""

MOST_NAMED, MOST_REASONS = 4, 4
"""Orders of which nothing can be expected, and why; the others say it on their own cards."""


def tell_asked(event: p.PlanAsked, ctx: Context) -> None:
    """Whoever asked for a plan reads that it is being looked for."""
    words = ctx.wording
    text = words.say("notice.plan_asked", reason=event.override_reason)
    ctx.reply(NoteCard(title=words.say("notice.plan_asked_title"), tone=Tone.BUSY, text=text))


def tell_proposed(event: p.PlanProposed, ctx: Context) -> None:
    """Production sees the plan and what it would do, and its lead, who decides, in private as well."""
    for place in dict.fromkeys([*places_of(PUBLISHER, ctx.uow.session), *lanes_to(_lead(ctx), ctx).values()]):
        ctx.uow.place_card(event.subject, "plan", place, wait=Wait.NOBODY)


def tell_dropped(event: p.PlanDropped, ctx: Context) -> None:
    """Whoever asked reads that there is no better plan; production that a machine's stop or start moves nothing.

    Why none could be made, or not of all orders, the lead reads as well.
    """
    key = f"pd{ctx.now:%y%m%d%H%M%S}"
    if event.problem or event.left_out:
        tell({event.person, *_lead(ctx)} - {""}, _dropped(event, Tone.BAD, ctx), key, ctx)
    elif PlanCause(event.subject) in MACHINES:
        _tell_production(_dropped(event, Tone.NEUTRAL, ctx), key, ctx)
    else:
        tell({event.person} - {""}, _dropped(event, Tone.NEUTRAL, ctx), key, ctx)


def _dropped(event: p.PlanDropped, tone: Tone, ctx: Context) -> NoteCard:
    words, problem, cause = ctx.wording, event.problem, PlanCause(event.subject)
    if event.left_out:
        return _none_but_for(event, tone, ctx)
    if cause is PlanCause.RUSH and not problem:
        title = words.say("notice.rush_dropped_title", order_no=event.detail)
        return NoteCard(title=title, text=words.say("notice.rush_dropped"))
    if problem:
        title = words.say("notice.plan_impossible_title")
        return NoteCard(title=title, tone=tone, text=problem_text(problem, ctx.uow.session, words, ctx.today.year))
    key = f"notice.plan_{cause.value}_idle" if cause in MACHINES else "notice.plan_dropped"
    text = words.say(key, cause=cause, machine=_machine(event.detail, ctx))
    return NoteCard(title=words.say("notice.plan_dropped_title"), tone=tone, text=text)


def _none_but_for(event: p.PlanDropped, tone: Tone, ctx: Context) -> NoteCard:
    """Orders that no plan can have made; for all others none is better."""
    words, left_out = ctx.wording, left_out_of(event.left_out)
    why = dict.fromkeys(text_of_left_out(out, ctx.uow.session, words, ctx.today.year) for out in left_out)
    orders = words.lines([out.order_no for out in left_out], MOST_NAMED)
    text = words.say("notice.plan_left_out", why="\n".join(words.lines([*why], MOST_REASONS)))
    return NoteCard(title=words.say("notice.plan_left_out_title", orders=orders), tone=tone, text=text)


def tell_forecasts_failed(event: ForecastsFailed, ctx: Context) -> None:
    """Whoever can do something about it reads why, and so does whoever sold what it is about."""
    words, session = ctx.wording, ctx.uow.session
    for order_no in event.orders:
        ctx.uow.mark_stale(order_no)
    why = [problem_text(problem, session, words, ctx.today.year) for problem in event.problems]
    card = NoteCard(
        title=words.say("notice.forecasts_failed_title", orders=words.lines(event.orders, MOST_NAMED)),
        tone=Tone.BAD,
        text=words.say(
            "notice.orders_hopeless" if event.hopeless else "notice.forecasts_failed",
            why="\n".join(words.lines(why, MOST_REASONS)), count=len(event.hopeless),
        ),
    )  # fmt: skip
    tell(_concerned(event, ctx), card, f"ff{ctx.now:%y%m%d%H%M%S}", ctx)


def tell_forecasts_restored(event: ForecastsRestored, ctx: Context) -> None:
    """The same people read that it is over."""
    words, failed = ctx.wording, event.failed
    for order_no in failed.orders:
        ctx.uow.mark_stale(order_no)
    title, text = words.say("notice.forecasts_restored_title"), words.say("notice.forecasts_restored")
    card = NoteCard(title=title, tone=Tone.GOOD, text=text)
    tell(_concerned(failed, ctx), card, f"fr{ctx.now:%y%m%d%H%M%S}", ctx)


def _concerned(event: ForecastsFailed, ctx: Context) -> set[str]:
    """The leads of whoever the parts of it depend on, and the owners of its orders."""
    session, kinds = ctx.uow.session, event.kinds
    leads = {answerable(session).get(CAN_CHANGE.get(kind, PUBLISHER), "") for kind in kinds or [""]}
    return leads | {get_order(session, order_no).owner for order_no in event.orders} - {""}


def tell_superseded(event: p.PlanSuperseded, ctx: Context) -> None:
    """The lead reads that a plan did not hold any more, why, and that another is on its way."""
    if event.why in (p.Supersession.NEWER, p.Supersession.PUBLISHED):
        return
    words = ctx.wording
    card = NoteCard(
        title=words.say("notice.plan_superseded_title", plan=event.subject), tone=Tone.WARNING,
        text=words.say("notice.plan_superseded", why=event.why, orders=event.orders),
    )  # fmt: skip
    tell(_lead(ctx), card, f"ps{event.subject}", ctx)


def tell_published(event: p.PlanPublished, ctx: Context) -> None:
    """Production reads that another plan is in force."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    text = words.say(
        "notice.plan_published", person=names.person(event.person), moves=event.moves, newly_late=event.newly_late,
        rescued=event.rescued, overrides=event.overrides or None, reason=event.override_reason,
        month=count_overrides(ctx.uow.session, ctx.month_began),
        overridden_by=names.person(event.overridden_by) if event.overridden_by else "",
    )  # fmt: skip
    title = words.say("notice.plan_published_title", plan=event.subject)
    _tell_production(NoteCard(title=title, tone=Tone.GOOD, text=text), f"pu{event.subject}", ctx)


def tell_rolled_back(event: p.PlanRolledBack, ctx: Context) -> None:
    """Production reads that what was before is in force again."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    previous = get_plan(ctx.uow.session, event.subject).previous
    if previous:
        ctx.uow.mark_stale(previous)
    card = NoteCard(
        title=words.say("notice.plan_rolled_back_title", plan=event.subject), tone=Tone.WARNING,
        text=words.say(
            "notice.plan_rolled_back", person=names.person(event.person), reason=event.reason, previous=previous
        ),
    )  # fmt: skip
    _tell_production(card, f"pr{event.subject}", ctx)


def tell_stopped(event: MachineStopped, ctx: Context) -> None:
    """Who said so reads at once that it is noted and a plan without it being made; so does production."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    card = NoteCard(
        title=words.say("notice.machine_down_title", machine=_machine(event.subject, ctx)), tone=Tone.BAD,
        text=words.say(
            "notice.machine_down", until=event.until, reason=event.reason, person=names.person(event.person)
        ),
    )  # fmt: skip
    _answer(card, f"md{event.subject}{ctx.now:%y%m%d%H%M%S}", ctx)


def tell_running(event: MachineRunning, ctx: Context) -> None:
    """Who said so and production read that it runs again."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    card = NoteCard(
        title=words.say("notice.machine_up_title", machine=_machine(event.subject, ctx)),
        tone=Tone.GOOD,
        text=words.say("notice.machine_up", expected=event.expected, person=names.person(event.person)),
    )
    _answer(card, f"mu{event.subject}{ctx.now:%y%m%d%H%M%S}", ctx)


def _machine(code: str, ctx: Context) -> str:
    """What a work centre is called; empty for none."""
    centre = ctx.uow.session.get(WorkCentre, code) if code else None
    if centre is None:
        return code
    return ctx.wording.named(centre.name if ctx.wording.is_chinese else centre.english_name or centre.name, code)


def _lead(ctx: Context) -> set[str]:
    return {answerable(ctx.uow.session).get(PUBLISHER, "")} - {""}


def _answer(card: NoteCard, key: str, ctx: Context) -> None:
    """In answer to what was said, and in production's other chats."""
    ctx.reply(card)
    _tell_production(card, key, ctx, besides=ctx.place.chat)


def _tell_production(card: NoteCard, key: str, ctx: Context, *, besides: str = "") -> None:
    for chat in places_of(PUBLISHER, ctx.uow.session):
        if chat != besides:
            ctx.uow.notify(chat, card.to_notice(), key=f"{key}.{chat}")


announces(p.PlanAsked, tell_asked)
announces(p.PlanProposed, tell_proposed, tell_payers)
announces(p.PlanDropped, tell_dropped)
announces(ForecastsFailed, tell_forecasts_failed)
announces(ForecastsRestored, tell_forecasts_restored)
announces(p.PlanPublished, redraw, tell_published, tell_applied)
announces(p.PlanSuperseded, redraw, tell_superseded)
announces(p.PlanRejected, redraw)
announces(WorkPinned, redraw)
announces(WorkUnpinned, redraw)
announces(p.PlanRolledBack, redraw, tell_rolled_back)
announces(MachineStopped, tell_stopped)
announces(MachineRunning, tell_running)
