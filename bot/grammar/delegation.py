"""`/delegate 钱琪 到12月5日 出差`: who stands in, until when, from when, and why; and what is said behind a number."""

import re
from datetime import date

from bot.grammar.dates import find_dates, read_date
from bot.grammar.downtime import checked_reason
from bot.grammar.folding import SEPARATORS, fold
from core.errors import BadInput
from handlers.changes.commands import SetDelegate

_NUMBER = re.compile(r"^\W*(?:chg[-_ #]*)?(?:[0-9]{4}-)?#?[0-9]{1,6}(?![0-9a-z-])", re.IGNORECASE)
_EDGES = SEPARATORS + "，；：:—-~～"
_LINKS = re.compile(
    r"^(?:从|自|由|到|至|直到|起|from\b|until\b|till\b|to\b|through\b)+|(?:从|自|到|至|起|from|until|till|to)+$"
)


class DelegateDayMissing(BadInput):
    """Until when `person` stands in is not said."""


def read_delegate(told: str, today: date) -> SetDelegate:
    """Raises what a day can be refused with, and `DelegateDayMissing`."""
    person, _, more = told.strip().partition(" ")
    folded = fold(more)
    places = list(find_dates(folded))[:2]
    if not places:
        raise DelegateDayMissing(person=person.strip(_EDGES))
    days = [read_date(more[start:end], today) for start, end in places]
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(more)]
    parts = [_without_links(more[start:end]) for start, end in zip(starts, ends, strict=True)]
    return SetDelegate(
        person=person.strip(_EDGES), until=days[-1], begins=days[0] if len(days) > 1 else None,
        reason=checked_reason(" ".join(part for part in parts if part)),
    )  # fmt: skip


def behind_number(told: str) -> str:
    """What is said behind the number of a change, on one line."""
    folded = fold(told)
    number = _NUMBER.match(folded)
    return checked_reason(told[number.end() :].strip(_EDGES) if number else "")


def _without_links(words: str) -> str:
    """Without `从`, `到` and the like, which belong to the days."""
    text = words.strip(_EDGES)
    while (shorter := _LINKS.sub("", text.casefold()).strip(_EDGES)) != text.casefold():
        start = text.casefold().find(shorter) if shorter else len(text)
        text = text[start : start + len(shorter)]
    return text
