"""A planner's answer in words: what stops an earlier date, what it costs, how sure it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from cards.wording import Wording
from core.planning.promise.answer import (
    Constraint,
    ConstraintKind,
    Doubt,
    DoubtKind,
    Lever,
    LongLead,
    OptionKind,
    PromiseAnswer,
    PromiseOption,
    ShipPart,
)
from core.planning.promise.cost import Cost

LONGEST_NAME = 40
MOST_WARNINGS = 6
MOST_LEVERS = 3
MOST_UNPRICED = 4
DAYS_FROM_MINUTES = 72 * 60
"""An age below three days is told in hours."""
_COSTS = ("material", "labour", "setup", "overtime", "expedite", "subcontracting")


class Reasons:
    """Speaks of answers. `year` goes without saying; `names` are what the reader calls the codes in them."""

    def __init__(self, words: Wording, year: int, names: Mapping[str, str]) -> None:
        self._words = words
        self._year = year
        self._names = names

    def what(self, code: str, name: str) -> str:
        """`主控芯片（MCU-32）`."""
        return self._words.named(self._words.cut(self._names.get(code) or name or code, LONGEST_NAME), code)

    def name(self, code: str, name: str = "") -> str:
        """What a code is called, without the code."""
        return self._words.cut(self._names.get(code) or name or code, LONGEST_NAME)

    def day(self, moment: datetime | None) -> str:
        """The factory's calendar day of a moment."""
        return self._words.short_day(self._words.day_of(moment), self._year) if moment else ""

    def binding(self, answer: PromiseAnswer) -> Iterator[str]:
        """What stops an earlier date, and what stops it next: without both the gain is counted from the same date."""
        first, second = answer.binding_constraint, answer.second_constraint
        if first.kind is not ConstraintKind.NONE:
            yield self.constraint(first)
        if second is not None and second.kind is not ConstraintKind.NONE:
            yield self.constraint(replace(second, gain_days=first.gain_days + second.gain_days), key="without_both")

    def constraint(self, constraint: Constraint, *, key: str = "without") -> str:
        """One thing in the way, and what the date would be without it. `key` is the text that says so."""
        if constraint.date_without is None or constraint.gain_days <= 0:
            return self._in_the_way(constraint)
        day = self._words.short_day(constraint.date_without, self._year)
        return self._in_the_way(constraint) + self._words.say(f"constraint.{key}", day=day, days=constraint.gain_days)

    def _in_the_way(self, constraint: Constraint) -> str:
        words, key = self._words, f"constraint.{constraint.kind.value}"
        if constraint.kind is ConstraintKind.MATERIAL and constraint.source is not None:
            key = f"{key}_{constraint.source.value}"
        elif constraint.kind is ConstraintKind.MATERIAL and constraint.available_at is None:
            key = f"{key}_NOWHERE"
        elif constraint.skill:
            key = f"{key}_UNSKILLED"
        text = words.say(
            key, what=self.what(constraint.code, constraint.name), available_at=self.day(constraint.available_at),
            skill=constraint.skill,
            short_qty=constraint.short_qty or None, uom=words.label(constraint.uom, "material_uom"),
            po_no=constraint.po_no, hours=hours(constraint.waiting_minutes) or None,
            closed_from=words.moment_in(constraint.closed_from, self._year),
            closed_until=words.moment_in(constraint.closed_until, self._year), lots=constraint.lots or None,
        )  # fmt: skip
        if constraint.together_with:
            others = [self.what(other.code, other.name) for other in constraint.together_with]
            text += words.say("constraint.together", others=others)
        return text

    def warnings(self, answer: PromiseAnswer) -> tuple[str, ...]:
        """Long-lead parts that are still to come in one line, then each doubt."""
        lines = [self._doubt(doubt) for doubt in answer.doubts]
        if missing := [self._long_lead(part) for part in answer.long_lead if not part.is_in_stock]:
            lines.insert(0, self._words.say("promise.long_lead", parts=missing))
        return self._words.lines(lines, MOST_WARNINGS)

    def cost(self, cost: Cost) -> str:
        """The total and what it is made of, and what is not in it; what costs nothing is not named."""
        words = self._words
        parts = [
            words.say(f"promise.cost_{name}", amount=words.money(amount))
            for name in _COSTS
            if (amount := getattr(cost, name))
        ]
        text = words.say("promise.cost", total=words.money(cost.total), parts=parts)
        if cost.unpriced:
            unpriced = [self.what(item.item_code, item.name) for item in cost.unpriced]
            text += words.say("promise.cost_unpriced", items=words.lines(unpriced, MOST_UNPRICED))
        return text

    def option(self, option: PromiseOption, answer: PromiseAnswer, uom: str) -> str:
        """What an option changes: how much earlier, how, at what cost."""
        words = self._words
        days = (answer.promise_date - option.promise_date).days if answer.promise_date else 0
        said = [words.say("option.earlier", days=days)] if days > 0 else []
        said += self._parts(option.parts, uom)
        levers = [text for lever in _joined(option.levers) for text in self._lever(option.kind, lever)]
        said += words.lines(levers, MOST_LEVERS)
        return words.say("format.semicolon").join((*words.lines(said, MOST_WARNINGS), self.extra(option.cost_delta)))

    def kind(self, option: PromiseOption) -> str:
        """What an option is called; parts that leave together are no split delivery."""
        return self._words.say("option.batched") if _leave_together(option.parts) else self._words.label(option.kind)

    def _parts(self, parts: Sequence[ShipPart], uom: str) -> list[str]:
        """Each part with its day; those that are ready together were only made in batches."""
        words = self._words
        if _leave_together(parts):
            return [words.say("option.batches", count=len(parts), total=sum(part.qty for part in parts), uom=uom)]
        return [
            words.say("option.part", quantity=part.qty, day=words.short_day(part.promise_date, self._year), uom=uom)
            for part in parts
        ]

    def extra(self, delta: Decimal) -> str:
        """What it costs more or less than the plain answer."""
        key = "dearer" if delta > 0 else "cheaper" if delta < 0 else "same_cost"
        return self._words.say(f"option.{key}", cost=self._words.money(abs(delta)))

    def _long_lead(self, part: LongLead) -> str:
        return self._words.say("promise.long_lead_part", what=self.what(part.item_code, part.name), days=part.lead_days)

    def _doubt(self, doubt: Doubt) -> str:
        words, key = self._words, f"doubt.{doubt.kind.value}"
        if doubt.kind is DoubtKind.STALE_SOURCE and doubt.age_minutes is None:
            key = "doubt.NEVER_HEARD"
        elif doubt.kind is DoubtKind.STALE_SOURCE and (doubt.age_minutes or 0) >= DAYS_FROM_MINUTES:
            key = "doubt.STALE_FOR_DAYS"
        name = words.cut(words.label(doubt.name, "source"), LONGEST_NAME)
        share = f"{(doubt.share or Decimal(0)) * 100:.0f}%"
        return words.say(
            key, name=name, hours=(age := doubt.age_minutes or 0) // 60, days=age // (24 * 60), share=share
        )

    def _lever(self, kind: OptionKind, lever: Lever) -> Iterator[str]:
        """One thing to arrange; of a hurried item each delivery, with the day it has to be here."""
        for delivery in lever.deliveries or (None,):
            yield self._words.say(
                f"lever.{kind.value}", what=self.what(lever.code, lever.name), hours=hours(lever.minutes),
                replaced_by=self.what(lever.replaced_by, ""), start_at=lever.start_at,
                po_no=delivery.po_no if delivery else "", needed=self.day(delivery.needed_at if delivery else None),
                usual=self.day(delivery.usual_at if delivery else None),
            )  # fmt: skip


def _leave_together(parts: Sequence[ShipPart]) -> bool:
    return len({part.promise_date for part in parts}) == 1


def _joined(levers: tuple[Lever, ...]) -> list[Lever]:
    """Several overtime windows of one work centre are one thing to ask for."""
    joined: dict[tuple[str, str], Lever] = {}
    for lever in levers:
        first = joined.get((lever.code, lever.replaced_by))
        together = lever if first is None else replace(first, minutes=first.minutes + lever.minutes)
        joined[lever.code, lever.replaced_by] = together
    return list(joined.values())


def hours(minutes: int) -> Decimal:
    """Minutes as hours, to the tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def constraint_text(constraint: Constraint, words: Wording) -> str:
    """What stops an earlier date, outside of any card: every day with its year."""
    return Reasons(words, 0, {}).constraint(constraint)
