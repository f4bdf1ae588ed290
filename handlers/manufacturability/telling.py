"""Who hears of checks, rules and waivers."""

from cards.card import Tone
from cards.notes import NoteCard
from core.design.events import SheetFiled
from core.manufacturability import DfmRule, Waiver, check
from core.manufacturability import waiver as w
from core.manufacturability.record import DfmChecked
from core.manufacturability.rules import DfmRuleSet
from handlers.announcements import announces
from handlers.context import Context
from handlers.design.following import follow_line, follow_rules
from handlers.manufacturability.commands import ChaseDfmWaiver, CheckManufacturability, UnreadRow
from handlers.ownership import lanes_to, name_of
from handlers.queries.manufacturability import deciders_of, design_of
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.telling import redraw, tell
from storage import manufacturability as stored
from storage import roster
from storage.orders import get_order
from storage.outbox import Wait

MOST_REDRAWN = 200
"""Designs that were checked last, and are looked at again when a rule has changed."""
LEVELS = 2
"""Reminder, coordinator."""


def redraw_concerned(event: DfmRuleSet, ctx: Context) -> None:
    """The cards of designs for which the rule now finds something else."""
    versions = [_rule(event.subject, terms) for terms in (event.before, event.after) if terms]
    session, processes = ctx.uow.session, dict[str, frozenset[str]]()
    vocabulary = stored.vocabulary(session)
    for known, line in stored.newest_checks(session, MOST_REDRAWN):
        design = design_of(session, line, known.told, vocabulary, processes)
        found = [check(design, [rule]) for rule in versions]
        if found[-1] != (found[0] if event.before else ()):
            ctx.uow.mark_stale(known.subject)


def _rule(rule_id: str, terms: dict[str, object]) -> DfmRule:
    return DfmRule.model_validate({"rule_id": rule_id, **terms})


def redraw_design(
    event: w.DfmWaiverAsked | w.DfmWaiverGranted | w.DfmWaiverRefused | w.DfmWaiverExpired, ctx: Context
) -> None:
    """The findings say how their waivers stand."""
    ctx.uow.mark_stale(event.of)


def follow_check(event: DfmChecked, ctx: Context) -> None:
    """The day of the drawing follows what is wrong with it."""
    follow_line(event.subject, event.line_no, ctx)


def follow_rule(event: DfmRuleSet, ctx: Context) -> None:
    """So it does when a rule finds something else."""
    follow_rules(ctx)


def follow_waiver(event: w.DfmWaiverGranted | w.DfmWaiverExpired, ctx: Context) -> None:
    """And when a finding is allowed, or is not any more."""
    follow_line(event.of, stored.get_waiver(ctx.uow.session, event.subject).line_no, ctx)


def check_sheet(event: SheetFiled, ctx: Context) -> None:
    """A parameter sheet among the files of a design task is a check of its line."""
    command = CheckManufacturability(
        words=event.order_no, line_no=event.line_no, values=event.values, source=event.name,
        unread=[UnreadRow.model_validate(row) for row in event.unread], person=event.person,
    )  # fmt: skip
    ctx.owe(f"sheet:{event.subject}:{ctx.now.isoformat()}:{event.name}", command)


def ask_deciders(event: w.DfmWaiverAsked, ctx: Context) -> None:
    """Those who may grant it have it in private, and the clock starts."""
    waiver = stored.get_waiver(ctx.uow.session, event.subject)
    for lane in lanes_to(deciders_of(waiver, ctx.uow.session), ctx).values():
        ctx.uow.place_card(event.subject, "dfm_waiver", lane, wait=Wait.NOBODY)
    _start_chase(event.subject, 1, ctx)


def tell_decided(event: w.DfmWaiverGranted | w.DfmWaiverRefused, ctx: Context) -> None:
    """Whoever asked reads the decision."""
    ctx.uow.drop_timer(_timer(event.subject))
    is_granted = isinstance(event, w.DfmWaiverGranted)
    key, tone = ("dfm_waiver_granted", Tone.GOOD) if is_granted else ("dfm_waiver_refused", Tone.BAD)
    waiver = stored.get_waiver(ctx.uow.session, event.subject)
    _tell({waiver.asked_by}, key, tone, waiver, ctx)


def tell_expired(event: w.DfmWaiverExpired, ctx: Context) -> None:
    """Whoever asked, and whoever granted it, read that the rule holds again."""
    ctx.uow.drop_timer(_timer(event.subject))
    waiver = stored.get_waiver(ctx.uow.session, event.subject)
    _tell({waiver.asked_by, waiver.decided_by} - {""}, "dfm_waiver_expired", Tone.WARNING, waiver, ctx)


def chase(event: w.DfmWaiverChased, ctx: Context) -> None:
    """Those who may decide are reminded, then the coordinator is told."""
    waiver = stored.get_waiver(ctx.uow.session, event.subject)
    able = deciders_of(waiver, ctx.uow.session)
    told = set(able) if event.level == 1 else {roster.coordinator(ctx.uow.session)}
    _tell(told, f"dfm_waiver_chased_{event.level}", Tone.WARNING, waiver, ctx)
    if event.level < LEVELS:
        _start_chase(event.subject, event.level + 1, ctx)


def _tell(people: set[str], key: str, tone: Tone, waiver: Waiver, ctx: Context) -> None:
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    view = order_view(get_order(ctx.uow.session, waiver.subject), names, ctx.today)
    deciders = [name_of(it, ctx) for it in deciders_of(waiver, ctx.uow.session)]
    person = name_of(waiver.decided_by or waiver.asked_by, ctx)
    card = NoteCard.about(
        view, key, ctx.wording, tone=tone, waiver=waiver.waiver_no, rule=waiver.rule_id, person=person,
        reason=waiver.decision or waiver.reason, until=waiver.until, deciders=deciders,
    )  # fmt: skip
    tell(people, card, f"{key}{waiver.waiver_no}", ctx)


def _start_chase(waiver_no: str, level: int, ctx: Context) -> None:
    rules = ctx.rules
    minutes = {
        1: rules.remind_after_work_minutes,
        2: rules.coordinator_after_work_minutes - rules.remind_after_work_minutes,
    }[level]
    due_at = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
    ctx.remind(_timer(waiver_no), due_at, ChaseDfmWaiver(waiver_no=waiver_no, level=level))


def _timer(waiver_no: str) -> str:
    return f"waiver:{waiver_no}"


announces(DfmChecked, redraw, follow_check)
announces(SheetFiled, check_sheet)
announces(DfmRuleSet, redraw_concerned, follow_rule)
announces(w.DfmWaiverAsked, redraw_design, ask_deciders)
announces(w.DfmWaiverGranted, redraw, redraw_design, tell_decided, follow_waiver)
announces(w.DfmWaiverRefused, redraw, redraw_design, tell_decided)
announces(w.DfmWaiverExpired, redraw, redraw_design, tell_expired, follow_waiver)
announces(w.DfmWaiverChased, chase)
