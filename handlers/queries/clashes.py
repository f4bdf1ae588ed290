"""What together cannot be planned, with names for codes."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from cards.clash import Clashes
from cards.wording import Wording
from core.forecasts import ForecastsFailed
from core.planning.codec import from_json
from core.planning.plan.clash import Clash
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


def _clashes(clash: Clash, session: Session, words: Wording, year: int) -> Clashes:
    names = Names(session, words.is_chinese)
    codes = {part.item_code for part in clash.parts} | {part.code for part in clash.parts} - {""}
    return Clashes(words, year, {**names.items(codes), **names.steps(codes)})
