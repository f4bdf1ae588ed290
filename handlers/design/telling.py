"""Who hears of design tasks, and of what waits for them."""

from collections.abc import Iterable
from typing import Any

from cards.card import Card, Tone
from cards.notes import NoteCard
from core.design import TaskStatus
from core.design import events as d
from core.events import Event
from core.orders import events as e
from handlers.announcements import announces
from handlers.context import Context
from handlers.design.asking import start_clock
from handlers.design.facts import RND, lead_of_rnd
from handlers.design.following import follow_line
from handlers.design.opening import chase_timer, start_chasing
from handlers.design.preparing import open_preps, start_prep_clock
from handlers.design.showing import ENGINEERS
from handlers.ownership import lanes_to, places_of
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage import designs
from storage.orders import get_order
from storage.outbox import Wait

PRODUCTION, QUALITY = "production", "quality"
LAST_LEVEL = 3


def redraw(event: Event, ctx: Context) -> None:
    """The task's cards, and those of its order."""
    ctx.uow.mark_stale(event.subject)
    order_no = getattr(event, "order_no", "") or designs.get_task(ctx.uow.session, event.subject).order_no
    ctx.uow.mark_stale(order_no)


def redraw_order(event: Event, ctx: Context) -> None:
    """The order's cards, and those of its tasks."""
    ctx.uow.mark_stale(event.subject)
    redraw_designs(event, ctx)


def redraw_designs(event: Event, ctx: Context) -> None:
    """The cards of an order's tasks say what it wants, and for when it is promised."""
    for task in designs.tasks_of(ctx.uow.session, event.subject):
        ctx.uow.mark_stale(task.task_no)


def place_task(event: d.DesignRequested, ctx: Context) -> None:
    """The card in R&D's chats, and the clock of its due time."""
    for chat in places_of(RND, ctx.uow.session):
        ctx.uow.place_card(event.subject, ENGINEERS, chat)
    start_chasing(designs.get_task(ctx.uow.session, event.subject), 1, event.due_at, ctx)


def set_clock(event: d.DesignDueSettled, ctx: Context) -> None:
    """It is due at another time than first thought."""
    start_chasing(designs.get_task(ctx.uow.session, event.subject), 1, event.due_at, ctx)


def restart_clock(event: d.DesignReworked, ctx: Context) -> None:
    """The release has ended the clock; the next revision is waited for like the first, and not blamed at once."""
    if event.before is TaskStatus.RELEASED:
        task, rules = designs.get_task(ctx.uow.session, event.subject), ctx.rules
        soonest = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, rules.remind_after_work_minutes)
        start_chasing(task, 1, max(task.due_at, soonest), ctx)


def drop_clock(event: d.DesignCancelled, ctx: Context) -> None:
    """Nobody is late with it any more."""
    ctx.uow.drop_timer(chase_timer(event.subject))


def tell_assigned(event: d.DesignAssigned, ctx: Context) -> None:
    """Whoever has it now reads so."""
    order_no = designs.get_task(ctx.uow.session, event.subject).order_no
    card = _note("design_assigned", order_no, Tone.BUSY, ctx, task_no=event.subject, person=_name(event.person, ctx))
    _tell([event.owner], card, f"da{event.subject}{event.at:%y%m%d%H%M%S%f}", ctx)


def tell_chased(event: d.DesignChased, ctx: Context) -> None:
    """The next one in the line is told, and the clock starts again."""
    task = designs.get_task(ctx.uow.session, event.subject)
    card = _note(
        f"design_late_{event.level}", task.order_no, Tone.WARNING, ctx, task_no=task.task_no,
        owner=_name(task.owner, ctx), due=task.due_at,
    )  # fmt: skip
    _tell([event.chased], card, f"dc{event.subject}{task.drawing_revision}{event.level}", ctx)
    if event.level < LAST_LEVEL:
        rules = ctx.rules
        minutes = rules.lead_after_work_minutes if event.level == 1 else rules.coordinator_after_work_minutes
        at = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
        start_chasing(task, event.level + 1, at, ctx)


def tell_to_check(event: d.DesignSubmitted, ctx: Context) -> None:
    """Those who can check it read that it is there: everybody of R&D, in their chat, on its card; the lead by name."""
    lead = lead_of_rnd(ctx.uow.session)
    if lead and lead != event.person:
        card = _note(
            "design_to_check", event.order_no, Tone.BUSY, ctx, task_no=event.subject,
            revision=event.drawing_revision, person=_name(event.person, ctx),
        )  # fmt: skip
        _tell([lead], card, f"ds{event.subject}{event.drawing_revision}", ctx)


def tell_reworked(event: d.DesignReworked, ctx: Context) -> None:
    """Its engineer reads why; production, where it could have begun by the one before."""
    task = designs.get_task(ctx.uow.session, event.subject)
    facts: dict[str, Any] = {
        "task_no": task.task_no, "revision": event.drawing_revision, "person": _name(event.person, ctx),
        "reason": event.reason,
    }  # fmt: skip
    key = f"dr{event.subject}{event.drawing_revision}"
    _tell([task.owner], _note("design_rework", task.order_no, Tone.WARNING, ctx, **facts), key, ctx)
    if task.released_revision:
        card = _note("design_superseded", task.order_no, Tone.WARNING, ctx, released=task.released_revision, **facts)
        for chat in places_of(PRODUCTION, ctx.uow.session):
            ctx.uow.notify(chat, card.to_notice(), key=f"{key}.{chat}")


def tell_released(event: d.DesignReleased, ctx: Context) -> None:
    """Production reads by which revision it may work."""
    card = _note(
        "design_released", event.order_no, Tone.GOOD, ctx, task_no=event.subject, revision=event.drawing_revision,
        person=_name(event.person, ctx),
    )  # fmt: skip
    for chat in places_of(PRODUCTION, ctx.uow.session):
        ctx.uow.notify(chat, card.to_notice(), key=f"dl{event.subject}{event.drawing_revision}.{chat}")


def place_preps(event: d.PrepOpened, ctx: Context) -> None:
    """One card in the chats of those who prepare."""
    for department in (PRODUCTION, QUALITY):
        for chat in places_of(department, ctx.uow.session):
            ctx.uow.place_card(event.subject, "prep", chat)


def tell_preps_late(event: d.PrepsChased, ctx: Context) -> None:
    """Whoever owns what is late is told; a level up, the coordinator."""
    kinds = [ctx.wording.label(kind) for kind in event.kinds]
    card = _note(f"prep_late_{event.level}", event.order_no, Tone.WARNING, ctx, task_no=event.subject, kinds=kinds)
    _tell(event.chased, card, f"dp{event.subject}{event.level}", ctx)
    if event.level == 1:
        calendar = ctx.rules.calendar(ctx.uow.session)
        at = calendar.add_work_minutes(ctx.now, ctx.rules.coordinator_after_work_minutes)
        start_prep_clock(event.subject, 2, at, ctx)


def place_waiver(event: d.StartWaiverAsked, ctx: Context) -> None:
    """The lead of R&D is asked, alone."""
    newest = designs.waivers_of(ctx.uow.session, event.subject)[0]
    for lane in lanes_to([lead_of_rnd(ctx.uow.session)], ctx).values():
        ctx.uow.place_card(event.subject, f"start_waiver:{newest.id}", lane, wait=Wait.NOBODY)


def tell_waiver(event: d.StartWaiverGranted | d.StartWaiverRefused, ctx: Context) -> None:
    """Whoever has asked reads the answer."""
    decided = next(
        it for it in designs.waivers_of(ctx.uow.session, event.subject)
        if it.decided_by == event.person and it.decided_at == event.at
    )  # fmt: skip
    is_granted = isinstance(event, d.StartWaiverGranted)
    key, tone = ("start_waiver_granted", Tone.GOOD) if is_granted else ("start_waiver_refused", Tone.BAD)
    until = ctx.wording.short_day(decided.until, ctx.today.year)
    person = _name(event.person, ctx)
    card = _note(key, event.subject, tone, ctx, person=person, until=until, reason=decided.refusal)
    _tell([decided.asked_by], card, f"dw{event.subject}{decided.id}", ctx)


def place_question(event: d.FloorAsked, ctx: Context) -> None:
    """The engineer gets it alone; whoever asked reads who has it, and by when."""
    question = designs.get_question(ctx.uow.session, event.question_no)
    for lane in lanes_to([event.engineer], ctx).values():
        ctx.uow.place_card(event.question_no, "floor_question", lane, wait=Wait.PERSON)
    ctx.reply(
        _note("floor_asked", event.subject, Tone.BUSY, ctx, person=_name(event.engineer, ctx), due=question.due_at)
    )


def chase_question(event: d.FloorQuestionChased, ctx: Context) -> None:
    """The next one in the line gets the question too."""
    question = designs.get_question(ctx.uow.session, event.question_no)
    card = _note(
        f"floor_late_{event.level}", event.subject, Tone.WARNING, ctx, engineer=_name(question.engineer, ctx),
        question=ctx.wording.cut(question.question, 120),
    )  # fmt: skip
    for lane in lanes_to([event.chased], ctx).values():
        ctx.uow.place_card(event.question_no, "floor_question", lane, wait=Wait.NOBODY)
    _tell([event.chased], card, f"dq{event.question_no}{event.level}", ctx)
    if event.level < LAST_LEVEL:
        rules = ctx.rules
        minutes = {
            1: rules.lead_after_work_minutes - rules.remind_after_work_minutes,
            2: rules.coordinator_after_work_minutes - rules.lead_after_work_minutes,
        }[event.level]
        at = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
        start_clock(question, event.level + 1, at, ctx)


def tell_answer(event: d.FloorAnswered, ctx: Context) -> None:
    """Whoever asked reads the answer; it stays on the order's card."""
    ctx.uow.mark_stale(event.question_no)
    question = designs.get_question(ctx.uow.session, event.question_no)
    card = _note(
        "floor_answered", event.subject, Tone.GOOD, ctx, person=_name(event.person, ctx), answer=question.answer,
        question=ctx.wording.cut(question.question, 120),
    )  # fmt: skip
    _tell([question.asked_by], card, f"dk{event.question_no}", ctx)


def tell_unprepared(event: e.NodeReported, ctx: Context) -> None:
    """Whoever starts although something is not prepared reads so; nothing is stopped by it."""
    left = [prep for prep in designs.preps_of(ctx.uow.session, event.subject) if not prep.is_done]
    if event.node.value == "START" and event.percent == 100 and left:
        kinds = [ctx.wording.label(prep.kind) for prep in left]
        card = _note("start_unprepared", event.subject, Tone.WARNING, ctx, kinds=kinds)
        _tell({event.person, *(prep.owner for prep in left)}, card, f"du{event.subject}", ctx)


def follow_findings(event: d.DesignRequested | d.DesignReworked, ctx: Context) -> None:
    """The design may have been checked before it was anybody's task, or while it was released."""
    task = designs.get_task(ctx.uow.session, event.subject)
    follow_line(task.order_no, task.line_no, ctx)


def _note(key: str, order_no: str, tone: Tone, ctx: Context, **facts: Any) -> Card:
    view = order_view(get_order(ctx.uow.session, order_no), Names(ctx.uow.session, ctx.wording.is_chinese), ctx.today)
    return NoteCard.about(view, key, ctx.wording, tone=tone, **facts)


def _name(person: str, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person)


def _tell(people: Iterable[str], card: Card, key: str, ctx: Context) -> None:
    for person, lane in lanes_to(people, ctx).items():
        ctx.uow.notify(lane, card.to_notice(), key=f"{key}.{person}")


announces(d.DesignRequested, place_task, redraw, follow_findings)
announces(d.DesignAccepted, redraw)
announces(d.DesignAssigned, redraw, tell_assigned)
announces(d.DrawingFiled, redraw)
announces(d.DrawingExempted, redraw)
announces(d.DesignSubmitted, open_preps, redraw, tell_to_check)
announces(d.DesignChecked, redraw)
announces(d.DesignReleased, redraw, tell_released)
announces(d.DesignReworked, redraw, restart_clock, tell_reworked, follow_findings)
announces(d.DesignExpected, redraw)
announces(d.DesignReworkTold, redraw)
announces(d.DesignDueSettled, redraw, set_clock)
announces(d.DesignChased, redraw, tell_chased)
announces(d.DesignCancelled, redraw, drop_clock)
announces(d.PrepOpened, redraw, place_preps)
announces(d.PrepFinished, redraw)
announces(d.PrepsChased, redraw, tell_preps_late)
announces(d.StartWaiverAsked, redraw_order, place_waiver)
announces(d.StartWaiverGranted, redraw_order, tell_waiver)
announces(d.StartWaiverRefused, redraw_order, tell_waiver)
announces(d.FloorAsked, redraw_order, place_question)
announces(d.FloorQuestionChased, redraw_order, chase_question)
announces(d.FloorAnswered, redraw_order, tell_answer)
announces(e.DrawingReopened, redraw_order)
announces(e.DrawingPutOff, redraw_order)
