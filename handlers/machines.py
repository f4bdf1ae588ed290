"""Machines that stand still, and run again."""

from datetime import datetime

from core.plans import PlanCause
from core.production import MachineRunning, MachineStopped, MaintenanceKind, MaintenanceWindow, NotDown, UntilPast
from handlers.bus import handles
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.plan_commands import MachineDown, MachineUp
from handlers.planning import owe_plan
from storage import machines
from storage.counters import move_version


@handles(MachineDown)
def machine_down(cmd: MachineDown, ctx: Context) -> None:
    """It stands still until then; said again, until another time. A plan without it follows."""
    session = ctx.uow.session
    centre = machines.get_work_centre(session, cmd.work_centre)
    if cmd.until <= ctx.now:
        raise UntilPast(work_centre=centre.code, until=cmd.until)
    down = machines.breakdown_of(session, centre.code, ctx.now) or _new_breakdown(centre.code, cmd.until, ctx)
    down.end_at, down.reason = cmd.until, cmd.reason
    _has_changed(PlanCause.MACHINE_DOWN, centre.code, ctx)
    stopped = MachineStopped(at=ctx.now, subject=centre.code, until=cmd.until, reason=cmd.reason, person=ctx.sender.key)
    ctx.uow.record(stopped)


def _new_breakdown(code: str, until: datetime, ctx: Context) -> MaintenanceWindow:
    window = MaintenanceWindow(
        code=ctx.uow.next_number("DOWN"), work_centre=code, kind=MaintenanceKind.BREAKDOWN,
        start_at=ctx.now, end_at=until,
    )  # fmt: skip
    ctx.uow.add(window)
    return window


@handles(MachineUp)
def machine_up(cmd: MachineUp, ctx: Context) -> None:
    """It runs from now on. What had to go elsewhere may come back."""
    session = ctx.uow.session
    centre = machines.get_work_centre(session, cmd.work_centre)
    down = machines.breakdown_of(session, centre.code, ctx.now)
    if down is None:
        raise NotDown(work_centre=centre.code)
    expected = down.end_at
    if down.start_at < ctx.now:
        down.end_at = ctx.now
    else:
        session.delete(down)
    _has_changed(PlanCause.MACHINE_UP, centre.code, ctx)
    ctx.uow.record(MachineRunning(at=ctx.now, subject=centre.code, expected=expected, person=ctx.sender.key))


def _has_changed(cause: PlanCause, code: str, ctx: Context) -> None:
    ctx.uow.session.flush()
    move_version(ctx.uow.session)
    owe_forecasts(ctx)
    owe_plan(cause, ctx, detail=code, asked_by=ctx.sender.key)
