"""Buttons about standard solutions, substitutes and bad parts."""

import re

from bot.grammar.actions.values import ActionReader, Values, ref, required, rev, words_of
from bot.grammar.commands import WordsMissing
from core.badparts import Disposal
from handlers.badparts.commands import SayBadPart
from handlers.command import Command
from handlers.solutions.commands import ClearSolution, MatchSolutions, PickSolution, ShowSolutions
from handlers.substitutes.commands import ApproveSubstitute, RefuseSubstitute, RevokeSubstitute

ACTIONS: dict[str, ActionReader] = {
    "match": lambda v, form, reading: MatchSolutions(words=ref(v)),
    "pick_solution": lambda v, form, reading: _pick(v),
    "page_solutions": lambda v, form, reading: ShowSolutions(page=int(ref(v))),
    "approve_substitute": lambda v, form, reading: ApproveSubstitute(number=ref(v), revision=rev(v)),
    "refuse_substitute": lambda v, form, reading: RefuseSubstitute(
        number=ref(v), revision=rev(v), reason=required(form, "reason", "引脚不兼容", "pins do not fit")
    ),
    "revoke_substitute": lambda v, form, reading: RevokeSubstitute(number=ref(v), revision=rev(v)),
    "say_badpart": lambda v, form, reading: _word(v, form),
    "clear_solution": lambda v, form, reading: ClearSolution(solution=ref(v)),
}


def _pick(value: Values) -> Command:
    return PickSolution(
        order_no=ref(value), line_no=int(value["line"]), solution=str(value["solution"]), revision=rev(value)
    )


def _word(value: Values, form: Values) -> Command:
    """What becomes of bad parts, as one department sees it; days only where they are back after some."""
    chosen, days = words_of(form, "disposal"), words_of(form, "days")
    is_told = chosen in Disposal.__members__ and (not days or re.fullmatch(r"[0-9]{1,3}", days))
    if not is_told:
        raise WordsMissing(example="退货，7 天", english_example="return, 7 days")
    return SayBadPart(
        number=ref(value), department=str(value["department"]), disposal=Disposal[chosen], days=int(days or 0),
    )  # fmt: skip
