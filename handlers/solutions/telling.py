"""Who hears of standard solutions."""

from cards.card import Tone
from cards.notes import NoteCard
from cards.wording import Wording
from core.orders.events import SolutionPicked
from core.solutions import SolutionCleared, SolutionFlagged, StandardSolution
from handlers.announcements import announces
from handlers.context import Context
from handlers.ownership import places_of
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.solutions.matching import SolutionsCompared
from handlers.telling import redraw, tell
from storage.orders import get_order
from storage.outbox import Wait
from storage.solutions import get_solution


def tell_picked(event: SolutionPicked, ctx: Context) -> None:
    """Whose order it is reads who has chosen what; R&D, that there is nothing to draw."""
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    order = order_view(get_order(ctx.uow.session, event.subject), names, ctx.today)
    solution = get_solution(ctx.uow.session, event.solution)
    card = NoteCard.about(
        order, "solution_picked", words, tone=Tone.GOOD, person=names.person(event.person), solution=solution.code,
        name=_name(solution, words),
    )  # fmt: skip
    if event.person != order.owner_key:
        tell({order.owner_key}, card, f"sp{event.subject}{event.solution}", ctx)
    for chat in places_of("rnd", ctx.uow.session):
        if chat != ctx.place.chat:
            ctx.uow.notify(
                chat, card.to_notice(), key=f"sp{event.subject}{event.line_no}{event.at:%y%m%d%H%M%S}",
                wait=Wait.NOBODY,
            )  # fmt: skip


def tell_flagged(event: SolutionFlagged, ctx: Context) -> None:
    """R&D reads that a solution is not offered until somebody has looked."""
    solution, words = get_solution(ctx.uow.session, event.subject), ctx.wording
    card = NoteCard(
        title=words.say("notice.solution_flagged_title", solution=solution.code), tone=Tone.WARNING,
        text=words.say("notice.solution_flagged", name=_name(solution, words), change_no=event.change_no),
    )  # fmt: skip
    for chat in places_of("rnd", ctx.uow.session):
        ctx.uow.notify(chat, card.to_notice(), key=f"sf{event.subject}{event.change_no}")


def _name(solution: StandardSolution, words: Wording) -> str:
    return solution.name if words.is_chinese else solution.english_name or solution.name


announces(SolutionsCompared)
announces(SolutionPicked, redraw, tell_picked)
announces(SolutionFlagged, tell_flagged)
announces(SolutionCleared)
