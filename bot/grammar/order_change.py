"""`/changeorder 0042 数量 400 交期 12月28日 颜色=黑色 客户要求`: what shall be different of an order, and why."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from bot.grammar.dates import find_dates, read_date
from bot.grammar.downtime import checked_reason
from bot.grammar.folding import SEPARATORS, blot, fold
from bot.grammar.lexicon import SPEC, Lexicon
from bot.grammar.quantities import find_quantities, read_quantity
from bot.grammar.words import Pair
from core.errors import Refusal
from core.orders.draft import FieldProblem
from handlers.order_commands import ChangeOrder, SubmitOrderChange

T = TypeVar("T")
Span = tuple[int, int]

_LINE = re.compile(r"第\s*(?P<number>[0-9]{1,3})\s*行|\bline\s*(?P<english>[0-9]{1,3})\b")
_TO = r"\s*(?:改[为成到]?|变[为成]?|提前到|推迟到|延到|从\S+?(?:改[为成到]|到)|到|为|to|becomes)?\s*[:=]?\s*"
_QUANTITY = re.compile(rf"(?:订?数量|quantity|qty){_TO}(?P<value>(?:[^{SEPARATORS}]|(?<=[0-9]),(?=[0-9]{{3}}))*)")
_DATE = re.compile(rf"(?:要求交期|要求日期|客户要求日期|交货期|交期|日期|requested date|date|due){_TO}")
_REASON = re.compile(r"(?:原因|理由|reason)\s*[:=：]\s*")
_GLUE = re.compile(r"^(?:改[为成到]?|变[为成]?|提前到|推迟到|延到|to|becomes)$")


class _Paper:
    """The text with its places; what has been read is blotted out."""

    def __init__(self, text: str) -> None:
        self.text, self.open = text, fold(text)
        self.typed: dict[str, str] = {}
        self.problems: dict[str, FieldProblem] = {}

    def take(self, start: int, end: int) -> str:
        """The words of a place, which is read from now on."""
        self.open = blot(self.open, [(start, end)])
        return self.text[start:end]

    def read(self, field: str, words: str, read: Callable[[str], T]) -> T | None:
        """The value of a field, or None with the problem noted."""
        self.typed[field] = words.strip()
        try:
            return read(words)
        except Refusal as refusal:
            self.problems[field] = FieldProblem.of(refusal)
            return None

    @property
    def left(self) -> str:
        """What nobody has read, without the words that only join."""
        kept = "".join(
            typed if open_ == folded else " "
            for typed, open_, folded in zip(self.text, self.open, fold(self.text), strict=True)
        )
        words = (word.strip(SEPARATORS + "，；：:") for word in kept.split())
        return " ".join(word for word in words if word and not _GLUE.match(fold(word)))


def read_order_change(order: str, told: str, lexicon: Lexicon, today: date) -> ChangeOrder:
    """What is said behind the order: what is wrong is in `problems`, and only too long a reason is refused."""
    paper = _Paper(told)
    line = _LINE.search(paper.open)
    if line:
        paper.take(*line.span())
    spec = dict(_named_specs(paper, lexicon))
    if named := _REASON.search(paper.open):
        paper.take(*named.span())
    day = _day(paper, today)
    quantity = _quantity(paper)
    return ChangeOrder(
        words=order, line_no=int(line["number"] or line["english"]) if line else 1, quantity=quantity,
        requested_date=day, spec=spec, loose=checked_reason(paper.left), typed=paper.typed, problems=paper.problems,
    )  # fmt: skip


def read_change_form(
    change_no: str, revision: int | None, form: Mapping[str, object], today: date
) -> SubmitOrderChange:
    """What a submitted form says; empty fields say nothing."""
    told = {name: str(value).strip() for name, value in form.items() if isinstance(value, str) and value.strip()}
    paper = _Paper("")
    quantity = paper.read("quantity", told["quantity"], read_quantity) if "quantity" in told else None
    day = None
    if "requested_date" in told:
        day = paper.read("requested_date", told["requested_date"], lambda words: read_date(words, today))
    return SubmitOrderChange(
        change_no=change_no, revision=revision, quantity=quantity, requested_date=day,
        spec={name.removeprefix(SPEC): value for name, value in told.items() if name.startswith(SPEC)},
        reason=checked_reason(told.get("reason", "")), typed=paper.typed, problems=paper.problems,
    )  # fmt: skip


def _named_specs(paper: _Paper, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """`颜色=黑色`, of a field that is known or not: which there are, the order's product says."""
    for pair in lexicon.keys.pairs(paper.text):
        is_other = not pair.is_known and pair.key not in ("原因", "理由", "reason", "line")
        if pair.value and (pair.key.startswith(SPEC) or is_other):
            value, end = _first_word(pair, paper.text)
            paper.take(pair.start, end)
            yield pair.key.removeprefix(SPEC), value


def _first_word(pair: Pair, text: str) -> tuple[str, int]:
    """Quoted words, or one: what else stands there is another matter."""
    raw = text[pair.value_start : pair.end]
    if raw != pair.value:
        return pair.value, pair.end
    match = re.match(rf"[^{SEPARATORS}]+", fold(raw))
    length = match.end() if match else len(raw)
    return raw[:length], pair.value_start + length


def _day(paper: _Paper, today: date) -> date | None:
    named, places = _DATE.search(paper.open), list(find_dates(paper.open))
    if named:
        paper.take(*named.span())
        places = [place for place in places if place[1] > named.end()] or _next_word(paper, named.end())
    if not places:
        return None
    words = paper.take(max(places[0][0], named.end() if named else 0), places[0][1])
    return paper.read("requested_date", words, lambda typed: read_date(typed, today))


def _next_word(paper: _Paper, start: int) -> list[Span]:
    match = re.compile(rf"[^{SEPARATORS}]+").search(paper.open, start)
    return [match.span()] if match else []


def _quantity(paper: _Paper) -> int | None:
    if named := _QUANTITY.search(paper.open):
        paper.take(named.start(), named.end())
        value = paper.text[named.start("value") : named.end("value")]
        return paper.read("quantity", value, read_quantity) if value else None
    counted = [(span.start, span.end) for span in find_quantities(paper.open) if span.weight == 2]
    for place in (counted or _lonely_number(paper))[:1]:
        return paper.read("quantity", paper.take(*place), read_quantity)
    return None


def _lonely_number(paper: _Paper) -> list[Span]:
    """`/changeorder 0042 400`: one number that stands alone is how many."""
    found = [match.span() for match in re.finditer(r"(?<![^\s,;])[0-9]{1,7}(?![^\s,;])", paper.open)]
    return found if len(found) == 1 else []
