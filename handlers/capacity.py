"""Questions about the plan as a whole: what runs where, and how full it is."""

from collections.abc import Mapping

from cards.load_card import ScheduleCard, load_list
from core.planning.plan.load import Load
from handlers.bus import handles
from handlers.commands import ShowLoad, ShowSchedule
from handlers.context import Context
from handlers.queries.load import load
from handlers.queries.names import Names


@handles(ShowSchedule)
def show_schedule(cmd: ShowSchedule, ctx: Context) -> None:
    """Per work centre and day, planned over available hours; the bottleneck with its orders; the material."""
    ctx.reply(ScheduleCard.of(_load(cmd.days, ctx), _codes(ctx), cmd.page, ctx.wording))


@handles(ShowLoad)
def show_load(cmd: ShowLoad, ctx: Context) -> None:
    """Every work centre in a row, the fullest first."""
    ctx.reply(load_list(_load(cmd.days, ctx), _codes(ctx), cmd.page, ctx.wording))


def _load(days: int, ctx: Context) -> Load:
    return load(ctx.uow.session, days, now=ctx.now, zone=ctx.uow.timezone)


def _codes(ctx: Context) -> Mapping[str, str]:
    return Names(ctx.uow.session, ctx.wording.is_chinese).codes
