"""What the option that was sold asks of people, beyond the ordinary plan: somebody has to arrange it."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from cards.card import Part
from cards.reasons import Reasons, hours
from cards.views import OrderView
from cards.wording import Wording
from core.planning.factory.records import Source
from core.planning.promise.answer import Lever, MaterialUse, OptionKind, PromiseAnswer, PromiseOption

LONGEST_ITEM = 200


class Item(Part):
    """One thing to see to, and what is known of it."""

    text: str
    more: str = ""


class SoldWay:
    """The option of an order's answer that was confirmed; nothing is to be arranged for the standard one."""

    def __init__(self, order: OrderView, words: Wording) -> None:
        self._order, self._words = order, words
        self._reasons = Reasons(words, order.year(words.timezone), order.names)
        self._answer = PromiseAnswer.from_json(order.answer) if order.answer else None
        plan = self._answer.plan_of(order.chosen) if self._answer else None
        self._option = plan if isinstance(plan, PromiseOption) else None

    @property
    def in_short(self) -> str:
        """`加班：CNC 3 号机（CNC-3）加班 4 小时；多花 ¥300`; empty for the standard way."""
        if self._option is None or self._answer is None:
            return ""
        uom = self._words.label(self._order.uom, "uom")
        text = self._reasons.option(self._option, self._answer, uom)
        return self._words.say("sold.in_short", kind=self._option.kind, text=text)

    @property
    def hurried(self) -> frozenset[str]:
        """The items that come sooner than they otherwise would."""
        is_hurried = self._option is not None and self._option.kind is OptionKind.EXPEDITE_MATERIAL
        return frozenset(lever.code for lever in self._option.levers) if is_hurried and self._option else frozenset()

    def asks(self, department: str) -> tuple[Item, ...]:
        """What this department has to arrange for it."""
        if self._option is None or department not in _ASKED[self._option.kind]:
            return ()
        return tuple(_ITEMS[self._option.kind](self, self._option))

    def _overtime(self, option: PromiseOption) -> Iterator[Item]:
        for code in dict.fromkeys(lever.code for lever in option.levers):
            levers = [lever for lever in option.levers if lever.code == code]
            yield self._item("overtime", self._days(levers), what=self._reasons.what(code, levers[0].name))

    def _days(self, levers: list[Lever]) -> list[str]:
        """What is worked in the opened windows of each day, from when the first of them opens."""
        days: dict[str, list[Lever]] = {}
        for lever in levers:
            days.setdefault(self._reasons.day(lever.start_at), []).append(lever)
        return [
            self._words.say(
                "sold.overtime_day", start=windows[0].start_at, hours=hours(sum(it.minutes for it in windows))
            )
            for windows in days.values()
        ]

    def _alternative(self, option: PromiseOption) -> Iterator[Item]:
        for lever in option.levers:
            more = [self._words.say("sold.alternative_more")]
            yield self._item("alternative", more, what=self._reasons.what(lever.code, lever.name))

    def _split(self, option: PromiseOption) -> Iterator[Item]:
        uom = self._words.label(self._order.uom, "uom")
        days = [
            self._words.short_day(part.promise_date, self._order.year(self._words.timezone)) for part in option.parts
        ]
        more = [
            self._words.say("option.part", quantity=part.qty, day=day, uom=uom)
            for part, day in zip(option.parts, days, strict=True)
        ]
        yield self._item("split", more, count=len(option.parts))

    def _substitute(self, option: PromiseOption) -> Iterator[Item]:
        for lever in option.levers:
            uses = [use for use in option.materials if use.item_code == lever.replaced_by]
            name, uom = (uses[0].name, self._words.label(uses[0].uom, "material_uom")) if uses else ("", "")
            yield self._item(
                "substitute", [], what=self._reasons.what(lever.code, lever.name),
                replaced_by=self._reasons.what(lever.replaced_by, name),
                quantity=sum(use.qty for use in uses) or None, uom=uom,
            )  # fmt: skip

    def _expedite(self, option: PromiseOption) -> Iterator[Item]:
        """Each delivery with the day it has now and the day it is wanted."""
        usual = {delivery_of(use): use for use in self._answer.materials} if self._answer else {}
        for lever in option.levers:
            uses = [use for use in option.materials if use.item_code == lever.code and use.source is not Source.STOCK]
            for use in uses:
                yield self._delivery(use, usual.get(delivery_of(use)), lever.cost / len(uses))

    def _delivery(self, use: MaterialUse, usual: MaterialUse | None, cost: Decimal) -> Item:
        more = self._words.say(
            f"sold.expedite_{use.source.value}", po_no=use.po_no, day=self._reasons.day(use.available_at),
            usual=self._reasons.day(usual.available_at) if usual else None,
            cost=self._words.money(cost) if cost else None,
        )  # fmt: skip
        what, uom = self._reasons.what(use.item_code, use.name), self._words.label(use.uom, "material_uom")
        return self._item("expedite", [more], what=what, quantity=use.qty, uom=uom)

    def _item(self, key: str, more: list[str], **facts: object) -> Item:
        joined = self._words.say("format.semicolon").join(more)
        return Item(text=self._words.say(f"sold.{key}", **facts), more=self._words.cut(joined, LONGEST_ITEM))


def delivery_of(use: MaterialUse) -> tuple[int, str, Source, str]:
    """What tells one delivery from another: the line it is for, the item, and where it comes from."""
    return use.line_no, use.item_code, use.source, use.po_no


_ASKED: Mapping[OptionKind, tuple[str, ...]] = {
    OptionKind.LATER: (),
    OptionKind.SPLIT: ("production",),
    OptionKind.OVERTIME: ("production",),
    OptionKind.ALTERNATIVE: ("production",),
    OptionKind.SUBSTITUTE: ("production", "rnd", "purchasing"),
    OptionKind.EXPEDITE_MATERIAL: ("purchasing",),
}
"""Who has to do something for each kind."""

_ITEMS: Mapping[OptionKind, Callable[[SoldWay, PromiseOption], Iterator[Item]]] = {
    OptionKind.SPLIT: SoldWay._split,
    OptionKind.OVERTIME: SoldWay._overtime,
    OptionKind.ALTERNATIVE: SoldWay._alternative,
    OptionKind.SUBSTITUTE: SoldWay._substitute,
    OptionKind.EXPEDITE_MATERIAL: SoldWay._expedite,
}
