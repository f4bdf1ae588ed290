"""What together cannot be planned, with names for codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from cards.clash import Clashes
from cards.wording import Wording
from core.forecasts import ForecastsFailed
from core.planning.codec import from_json
from core.planning.plan.changes import LeftOut
from core.planning.plan.clash import Clash, Clashing
from handlers.queries.names import Names
from storage import audit


def problem_text(problem: Mapping[str, Any], session: Session, words: Wording, year: int) -> str:
    """Why there is no plan, of a refusal's name and facts: as much as is known of it."""
    told = problem["facts"].get("clash")
    if told is None:
        return words.refusal_by_name([problem["refusal"]], problem["facts"])
    clash = from_json(Clash, told)
    return _clashes(clash, session, words, year).text(clash)


def standing_failure(session: Session) -> ForecastsFailed | None:
    """Of which orders nothing is expected, and why; None when the last look found what is expected of all."""
    last = audit.latest(session, ForecastsFailed.SUBJECT)
    if last is None or last["action"] != ForecastsFailed.__name__:
        return None
    return ForecastsFailed(at=last["at"], subject=last["subject"], **last["detail"])


def clash_of_order(order_no: str, session: Session, words: Wording, year: int) -> str:
    """What keeps an order from being planned at all, in one line; empty when it was planned when last looked at."""
    failed = standing_failure(session)
    problem = failed.why(order_no) if failed is not None else None
    if problem is None:
        return ""
    told = problem["facts"].get("clash")
    if told is None:
        return words.refusal_by_name([problem["refusal"]], problem["facts"])
    clash = from_json(Clash, told)
    return _clashes(clash, session, words, year).in_short(clash)


def text_of_left_out(out: LeftOut, session: Session, words: Wording, year: int) -> str:
    """Why an order is in no plan: as much as is known of it."""
    clashes = Clashes(words, year, names_of([out], Names(session, words.is_chinese)))
    return clashes.text(out.clash) if out.clash is not None else clashes.why_left_out(out)


def names_of(left_out: Iterable[LeftOut], names: Names) -> dict[str, str]:
    """What everything is called that keeps orders out of a plan."""
    parts = [part for out in left_out if out.clash is not None for part in out.clash.parts]
    return _names(parts, names) if parts else {}


def _names(parts: Iterable[Clashing], names: Names) -> dict[str, str]:
    codes = {code for part in parts for code in (part.item_code, part.code)} - {""}
    return {**names.items(codes), **names.steps(codes)}


def _clashes(clash: Clash, session: Session, words: Wording, year: int) -> Clashes:
    return Clashes(words, year, _names(clash.parts, Names(session, words.is_chinese)))
