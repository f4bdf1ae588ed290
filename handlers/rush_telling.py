"""Who hears of rushes: who asked, who would pay, who may decide for them, and who was refused."""

from cards.card import Tone
from cards.notes import NoteCard
from core import consents as r
from core.people import Role
from core.plans import PlanCause, PlanProposed, PlanPublished
from handlers.announcements import announces
from handlers.context import Context
from handlers.ownership import lanes_to
from handlers.queries.names import Names
from handlers.queries.rushes import push_of
from handlers.telling import redraw, tell
from storage.orders import get_order
from storage.outbox import Wait
from storage.people import people_with_role
from storage.plans import get_plan


def tell_asked(event: r.RushAsked, ctx: Context) -> None:
    """Whoever asked reads that it is being worked out."""
    words = ctx.wording
    title = words.say("notice.rush_asked_title", order_no=event.subject)
    ctx.reply(NoteCard(title=title, tone=Tone.BUSY, text=words.say("notice.rush_asked")))


def tell_payers(event: PlanProposed, ctx: Context) -> None:
    """Whoever asked sees who would pay; those are asked, and the managers see what they could decide."""
    plan = get_plan(ctx.uow.session, event.subject)
    if plan.cause is not PlanCause.RUSH:
        return
    readers = {plan.made_by, *plan.awaited}
    if plan.awaited:
        readers |= {person.key for person in people_with_role(ctx.uow.session, Role.MANAGER)}
    for person, lane in lanes_to(readers, ctx).items():
        ctx.uow.place_card(plan.plan_version, f"rush:{person}", lane, wait=Wait.NOBODY)


def tell_refused(event: r.ConsentRefused, ctx: Context) -> None:
    """Whoever asked reads who does not agree, and why."""
    plan, words = get_plan(ctx.uow.session, event.subject), ctx.wording
    card = NoteCard(
        title=words.say("notice.rush_refused_title", order_no=plan.detail), tone=Tone.BAD,
        text=words.say("notice.rush_refused", person=_name(event.person, ctx), reason=event.reason),
    )  # fmt: skip
    tell({plan.made_by}, card, f"rr{event.subject}", ctx)


def tell_agreed(event: r.ConsentGiven | r.ConsentsWaived, ctx: Context) -> None:
    """Once nobody is waited for any longer, whoever asked reads that the lead can publish it."""
    plan = get_plan(ctx.uow.session, event.subject)
    if plan.awaited:
        return
    key = "rush_waived" if plan.waived_by else "rush_agreed"
    words, person = ctx.wording, _name(event.person, ctx)
    card = NoteCard(
        title=words.say(f"notice.{key}_title", order_no=plan.detail, person=person), tone=Tone.GOOD,
        text=words.say(f"notice.{key}", person=person, reason=plan.waived_reason),
    )  # fmt: skip
    payers = {it["person"] for it in plan.consents} if plan.waived_by else set()
    tell({plan.made_by} | payers, card, f"ra{plan.plan_version}", ctx)


def tell_applied(event: PlanPublished, ctx: Context) -> None:
    """Who owns the order, and who asked, read on which day it leaves now; those who pay, what it costs them."""
    plan = get_plan(ctx.uow.session, event.subject)
    if plan.cause is not PlanCause.RUSH:
        return
    words, push = ctx.wording, push_of(plan)
    card = NoteCard(
        title=words.say("notice.rush_applied_title", order_no=plan.detail), tone=Tone.GOOD,
        text=words.say(
            "notice.rush_applied", day=words.short_day(push.promise_date, ctx.today.year), days=push.days_won
        ),
    )  # fmt: skip
    owner = get_order(ctx.uow.session, plan.detail).owner
    tell({owner, plan.made_by}, card, f"rp{plan.plan_version}", ctx)


def _name(person: str, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person)


announces(r.RushAsked, tell_asked)
announces(r.ConsentGiven, redraw, tell_agreed)
announces(r.ConsentsWaived, redraw, tell_agreed)
announces(r.ConsentRefused, redraw, tell_refused)
