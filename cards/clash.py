"""What together cannot be planned, in plain words: one line for each thing that could be changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from cards.order_facts import LONGEST_NAME
from cards.reasons import hours
from cards.views import step_key
from cards.wording import Wording
from core.planning.plan.changes import LeftOut
from core.planning.plan.clash import Clash, Clashing, ClashPart

MOST_PARTS = 10
MOST_IN_SHORT = 4


class Clashes:
    """Speaks of clashes. `year` goes without saying; `names` are what work centres, steps and items are called."""

    def __init__(self, words: Wording, year: int, names: Mapping[str, str]) -> None:
        self._words = words
        self._year = year
        self._names = names

    def text(self, clash: Clash) -> str:
        """Why it cannot be, what comes together, and that one of it is enough."""
        return "\n".join(self._lines(clash))

    def in_short(self, clash: Clash) -> str:
        """Only what comes together, in one line."""
        words = self._words
        return words.say("format.semicolon").join(words.lines([*map(self._part, clash.parts)], MOST_IN_SHORT))

    def why_left_out(self, out: LeftOut) -> str:
        """Why an order is in no plan, in one line."""
        if out.clash is not None:
            return self.in_short(out.clash)
        return self._words.refusal_by_name(["BadProblem"], {"code": out.order_no, "flaw": out.flaw})

    def _lines(self, clash: Clash) -> Iterator[str]:
        words = self._words
        yield words.say(
            f"clash.{clash.kind.value}", machines=self._machines(clash.work_centres), until=self._at(clash.until),
            there=hours(clash.there_minutes), needed=hours(clash.needed_minutes),
            there_minutes=clash.there_minutes, needed_minutes=clash.needed_minutes,
        )  # fmt: skip
        parts = [words.say("clash.line", part=self._part(part)) for part in clash.parts]
        yield from words.lines(parts, MOST_PARTS)
        if clash.is_irreducible:
            yield words.say("clash.one_has_to_go")

    def _part(self, part: Clashing) -> str:
        """`ORD-2611-0001 包装（包装线 PACK-1）要做 3 小时`."""
        words = self._words
        key = f"clash.part_{part.kind.value}"
        if part.kind is ClashPart.CLOSURE and part.end_at is None:
            key = "clash.part_CLOSURE_FOR_GOOD"
        step = self._names.get(step_key(part.item_code, part.seq)) or part.operation
        return words.say(
            key, order_no=part.order_no, step=words.cut(step, LONGEST_NAME),
            machines=self._machines(part.work_centres), what=words.named(self._names.get(part.code, ""), part.code),
            hours=hours(part.minutes), start=self._at(part.start_at), end=self._at(part.end_at),
        )  # fmt: skip

    def _machines(self, codes: tuple[str, ...]) -> str:
        named = [self._words.named(self._words.cut(self._names.get(it, ""), LONGEST_NAME), it) for it in codes]
        return self._words.show(named) if named else ""

    def _at(self, moment: datetime | None) -> str:
        return self._words.moment_in(moment, self._year)
