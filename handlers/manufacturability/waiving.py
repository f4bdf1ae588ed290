"""Findings are allowed until a day, if a second person agrees."""

from datetime import datetime, time, timedelta

from core.errors import NotAllowed
from core.manufacturability import DfmFinding, Waiver
from core.manufacturability.errors import AlreadyAskedFor, NoFindingToWaive, OwnDfmWaiver
from core.manufacturability.waiver import kept_excess
from handlers.bus import handles
from handlers.context import Context
from handlers.manufacturability.commands import (
    AskDfmWaiver,
    ChaseDfmWaiver,
    ExpireDfmWaiver,
    GrantDfmWaiver,
    RefuseDfmWaiver,
)
from handlers.ownership import name_of
from handlers.queries.manufacturability import deciders_of, findings_of
from storage import manufacturability as stored


@handles(AskDfmWaiver)
def ask_dfm_waiver(cmd: AskDfmWaiver, ctx: Context) -> None:
    """Whoever may grant it is asked; until then the rule holds."""
    session = ctx.uow.session
    stored.find_check(session, cmd.order_no, cmd.line_no, lock=True)
    asked = next(
        (
            it for it in stored.open_waivers(session, cmd.order_no, cmd.line_no)
            if (it.rule_id, it.attribute) == (cmd.rule_id, cmd.attribute)
        ),
        None,
    )  # fmt: skip
    if asked is not None:
        person = name_of(asked.asked_by, ctx)
        raise AlreadyAskedFor(rule_id=cmd.rule_id, subject=cmd.order_no, person=person, waiver_no=asked.waiver_no)
    waiver = _waiver(cmd, _finding(cmd, ctx), ctx)
    ctx.uow.record(*waiver.ask(today=ctx.today))
    ctx.uow.add(waiver)
    over = datetime.combine(cmd.until + timedelta(days=1), time(), ctx.uow.timezone)
    ctx.remind(f"waiver-end:{waiver.waiver_no}", over, ExpireDfmWaiver(waiver_no=waiver.waiver_no))


def _finding(cmd: AskDfmWaiver, ctx: Context) -> DfmFinding:
    found = findings_of(ctx.uow.session, cmd.order_no, cmd.line_no, ctx.today)
    for finding in found:
        if finding.is_blocking and (finding.rule_id, finding.attribute) == (cmd.rule_id, cmd.attribute):
            return finding
    raise NoFindingToWaive(rule_id=cmd.rule_id, subject=cmd.order_no)


def _waiver(cmd: AskDfmWaiver, finding: DfmFinding, ctx: Context) -> Waiver:
    return Waiver(
        waiver_no=ctx.uow.next_number("WV"), subject=cmd.order_no, line_no=cmd.line_no, rule_id=cmd.rule_id,
        attribute=cmd.attribute, actual=finding.actual, limit=finding.limit, excess=kept_excess(finding.excess),
        reason=cmd.reason, until=cmd.until, asked_by=ctx.sender.key, asked_at=ctx.now,
    )  # fmt: skip


@handles(GrantDfmWaiver)
def grant_dfm_waiver(cmd: GrantDfmWaiver, ctx: Context) -> None:
    """The second person agrees."""
    waiver = stored.get_waiver(ctx.uow.session, cmd.waiver_no, lock=True)
    _require_decider(waiver, ctx)
    ctx.uow.record(*waiver.grant(ctx.sender.key, now=ctx.now))


@handles(RefuseDfmWaiver)
def refuse_dfm_waiver(cmd: RefuseDfmWaiver, ctx: Context) -> None:
    """The second person does not."""
    waiver = stored.get_waiver(ctx.uow.session, cmd.waiver_no, lock=True)
    _require_decider(waiver, ctx)
    ctx.uow.record(*waiver.refuse(ctx.sender.key, cmd.reason, now=ctx.now))


def _require_decider(waiver: Waiver, ctx: Context) -> None:
    able = deciders_of(waiver, ctx.uow.session)
    who = [name_of(it, ctx) for it in able]
    if ctx.sender.key == waiver.asked_by:
        raise OwnDfmWaiver(who=who)
    if ctx.sender.key not in able:
        raise NotAllowed(who=who)


@handles(ExpireDfmWaiver)
def expire_dfm_waiver(cmd: ExpireDfmWaiver, ctx: Context) -> None:
    """The rule holds again."""
    waiver = stored.get_waiver(ctx.uow.session, cmd.waiver_no, lock=True)
    ctx.uow.record(*waiver.expire(today=ctx.today, now=ctx.now))


@handles(ChaseDfmWaiver)
def chase_dfm_waiver(cmd: ChaseDfmWaiver, ctx: Context) -> None:
    """Go one step up the line."""
    waiver = stored.get_waiver(ctx.uow.session, cmd.waiver_no, lock=True)
    ctx.uow.record(*waiver.chase(cmd.level, now=ctx.now))
