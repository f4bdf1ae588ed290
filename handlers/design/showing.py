"""Design tasks on request."""

from cards.superseded import SupersededCard
from core.people import Role
from handlers.bus import handles
from handlers.context import Context
from handlers.design.opening import open_tasks
from handlers.design.search import PREFIX, tasks_called
from handlers.design_commands import ShowDesign
from handlers.forecasting import owe_forecasts
from handlers.queries.search import only_order

ENGINEERS, FLOOR = "design", "design:floor"
"""Kinds of card: for those who draw, and for those who wait."""


@handles(ShowDesign)
def show_design(cmd: ShowDesign, ctx: Context) -> None:
    """Its living cards, here. An order that came from elsewhere gets its tasks when R&D first asks for them."""
    is_rnd = bool(ctx.sender.roles & {Role.RND, Role.COORDINATOR})
    if is_rnd and not cmd.words.strip().upper().startswith(PREFIX):
        order = only_order(ctx.uow.session, cmd.words)
        if open_tasks(order, ctx):
            owe_forecasts(ctx)
    kind = ENGINEERS if is_rnd else FLOOR
    for task in tasks_called(cmd.words, ctx):
        old = SupersededCard.of(task.task_no, ctx.wording).to_notice()
        ctx.uow.show_card(task.task_no, kind, ctx.place.chat, reply_to=ctx.place.message, superseded=old)
