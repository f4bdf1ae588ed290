"""Questions about the plan as a whole: what runs where, and how full it is."""

from collections.abc import Mapping

from cards.load_card import ScheduleCard, load_list
from cards.superseded import SupersededCard
from core.planning.plan.load import Load
from handlers.bus import handles
from handlers.commands import ShowLoad, ShowSchedule
from handlers.context import Context
from handlers.queries.load import load
from handlers.queries.names import Names
from handlers.queries.pins import pin_views
from storage.pins import standing_pins
from storage.plans import count_overrides, open_proposal


@handles(ShowSchedule)
def show_schedule(cmd: ShowSchedule, ctx: Context) -> None:
    """Per work centre and day, planned over available hours; the bottleneck with its orders; the material.

    Besides, what is pinned, and how much of the frozen days somebody has had moved this month. A plan
    that waits for its lead follows: it may have been said long ago.
    """
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    pins = pin_views(standing_pins(ctx.uow.session), names)
    overrides = count_overrides(ctx.uow.session, ctx.month_began)
    found = _load(cmd.days, ctx)
    ctx.reply(ScheduleCard.of(found, names.codes, cmd.page, ctx.wording, pins=pins, overrides=overrides))
    number = "" if ctx.place.is_tap else open_proposal(ctx.uow.session)
    if number:
        _show_again(number, ctx)


def _show_again(number: str, ctx: Context) -> None:
    """The proposal that waits for a decision, with its buttons, below what would still be in force without it."""
    old = SupersededCard.of(number, ctx.wording).to_notice()
    ctx.uow.show_card(number, "plan", ctx.place.chat, reply_to=ctx.place.message, superseded=old)


@handles(ShowLoad)
def show_load(cmd: ShowLoad, ctx: Context) -> None:
    """Every work centre in a row, the fullest first."""
    ctx.reply(load_list(_load(cmd.days, ctx), _codes(ctx), cmd.page, ctx.wording))


def _load(days: int, ctx: Context) -> Load:
    return load(ctx.uow.session, days, now=ctx.now, zone=ctx.uow.timezone)


def _codes(ctx: Context) -> Mapping[str, str]:
    return Names(ctx.uow.session, ctx.wording.is_chinese).codes
