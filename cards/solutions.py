"""Standard solutions beside a custom order, each with its date and what would be otherwise; and the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cards.card import Button, Card, Style, Tone
from cards.lists import PAGE_SIZE
from cards.notes import ListCard, Row, open_button
from cards.order_facts import LONGEST_NAME, subtitle
from cards.views import OrderView
from cards.wording import Wording

MOST_DIFFERENCES = 6


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A field that would be made otherwise than wanted; `wanted` is empty where nobody has said."""

    label: str
    wanted: str
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionView:
    """A solution with names for codes."""

    code: str
    name: str
    revision: str
    product: str
    lead_days: int
    measured: int
    """Of how many lines that left the lead time is; 0: as it was told."""
    is_released: bool
    flagged_by: str
    spec: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A solution beside an order line."""

    solution: SolutionView
    promise_date: date
    days_won: int | None
    """Calendar days earlier than with a drawing; below zero: later; None while that is not answered."""
    line_no: int
    differences: tuple[DifferenceView, ...]

    def is_on_time(self, requested: date | None) -> bool:
        """It leaves by the day that the customer asks for."""
        return requested is None or self.promise_date <= requested


@dataclass(frozen=True, slots=True)
class ReuseView:
    """What solutions were good for so far: see `storage.solutions.Reuse`."""

    custom: int
    filled: int
    percent: int
    days_saved: int


class MatchCard(Card):
    """What can be had instead of something drawn for one order."""

    template = "list"

    intro: str
    rows: tuple[Row, ...]
    empty: str
    buttons: tuple[Button, ...] = ()

    @classmethod
    def of(
        cls, order: OrderView, found: Sequence[MatchView], drawn: date | None, held_back: Sequence[str],
        reuse: ReuseView, problem: Mapping[str, Any] | None, words: Wording,
    ) -> "MatchCard":  # fmt: skip
        """The nearest first. `drawn`: by when it could be there with a drawing; `problem`: why no date is known."""
        year = order.year(words.timezone)
        why = words.refusal_by_name([problem["refusal"]], problem["facts"]) if problem else ""
        lines = [
            words.say("solution.drawn", day=words.short_day(drawn, year)) if drawn else "",
            words.say("solution.held_back", changes=held_back) if held_back else "",
            reuse_text(reuse, words),
        ]
        return cls(
            title=words.say("solution.match_title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=Tone.GOOD if found else Tone.WARNING,
            intro="\n".join(line for line in lines if line),
            rows=tuple(solution_row(number, each, order, words) for number, each in enumerate(found, 1)),
            empty="" if found else why or words.say("solution.no_date"),
            buttons=(open_button(order, words),),
        )


def solution_row(number: int, match: MatchView, order: OrderView, words: Wording) -> Row:
    """A solution with its day, what is otherwise, and the button that takes it; the first one's stands out."""
    solution = match.solution
    title = words.say(
        "solution.row_title", name=words.cut(solution.name, LONGEST_NAME), code=solution.code,
        revision=solution.revision,
    )  # fmt: skip
    day = words.short_day(match.promise_date, order.year(words.timezone))
    won = match.days_won or 0
    differences = list(words.lines(list(_differences(match, words)), MOST_DIFFERENCES))
    text = words.say(
        "solution.row", day=day, earlier=won if won > 0 else None, later=-won if won < 0 else None,
        differences=differences or [words.say("solution.same")], lead=lead_text(solution, words),
    )  # fmt: skip
    pick = Button(
        text=words.say("solution.pick", code=solution.code), act="pick_solution", ref=order.order_no,
        rev=order.revision, style=Style.PRIMARY if number == 1 else Style.PLAIN,
        confirm=words.say("solution.really_pick", code=solution.code),
        extra={"solution": solution.code, "line": match.line_no},
    )  # fmt: skip
    return Row(title=title, text=text, button=pick)


def _differences(match: MatchView, words: Wording) -> Iterator[str]:
    for it in match.differences:
        given = words.cut(it.given, LONGEST_NAME)
        yield words.say(
            "solution.difference" if it.wanted else "solution.unsaid", label=it.label,
            wanted=words.cut(it.wanted, LONGEST_NAME), given=given,
        )  # fmt: skip


def lead_text(solution: SolutionView, words: Wording) -> str:
    """How long it takes, and how that is known."""
    key = "solution.measured" if solution.measured else "solution.proven"
    return words.say(key, days=solution.lead_days, count=solution.measured)


def reuse_text(reuse: ReuseView, words: Wording) -> str:
    """Reuse rate with its formula, and the days saved."""
    if not reuse.custom:
        return words.say("solution.no_reuse")
    return words.say(
        "solution.reuse", percent=reuse.percent, filled=reuse.filled, custom=reuse.custom, days=reuse.days_saved
    )


def solution_list(
    found: Sequence[SolutionView], reuse: ReuseView, page: int, words: Wording, *, may_clear: bool
) -> ListCard:
    """A page of the catalogue, what a change has touched first."""
    ordered = sorted(found, key=lambda it: (not it.flagged_by, not it.is_released, it.code))
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    page = min(page, pages)
    return ListCard(
        title=words.say("solution.title"),
        tone=Tone.WARNING if any(it.flagged_by for it in found) else Tone.NEUTRAL,
        intro="\n".join(
            (words.say("list.count", count=len(ordered), page=page, pages=pages), reuse_text(reuse, words))
        ),
        rows=tuple(_listed(it, words, may_clear) for it in ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        empty="" if ordered else words.say("solution.empty"),
        buttons=tuple(
            Button(text=words.say("list.page", page=to), act="page_solutions", ref=str(to), rev=0)
            for to in (page - 1, page + 1)
            if 1 <= to <= pages
        ),
    )


def _listed(it: SolutionView, words: Wording, may_clear: bool) -> Row:
    state = "flagged" if it.flagged_by else "released" if it.is_released else "unreleased"
    spec = [words.say("solution.valid", label=label, values=values) for label, values in it.spec]
    text = words.say(
        "solution.listed", state=words.say(f"solution.{state}", change_no=it.flagged_by), product=it.product,
        spec=spec, lead=lead_text(it, words),
    )  # fmt: skip
    clear = Button(
        text=words.say("solution.clear"), act="clear_solution", ref=it.code, rev=0,
        confirm=words.say("solution.really_clear", code=it.code),
    )  # fmt: skip
    title = words.say("solution.of", name=words.cut(it.name, LONGEST_NAME), code=it.code, revision=it.revision)
    return Row(title=title, text=text, button=clear if it.flagged_by and may_clear else None)
