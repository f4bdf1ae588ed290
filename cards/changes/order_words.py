"""A change of an order in words: old and new side by side, what it frees and takes, what is spent already."""

from collections.abc import Iterator

from cards.changes.description import Description, Section
from cards.changes.order_view import LineChangeView, OrderChangeView
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.reasons import hours
from cards.wording import Wording
from core.orders import OrderAction
from core.planning.promise.effect import Bought, Effect

MOST_ROWS = 6
"""Work centres, items or deliveries told one by one."""


def description_of(change: OrderChangeView, words: Wording) -> Description:
    """For every card that speaks of it."""
    return Description(
        summary=words.say(
            "orderchange.summary", action=change.action, order_no=change.order.order_no,
            rows=list(_rows(change, words)) or None,
        ),
        content=(Section(words.say("orderchange.content"), tuple(_content(change, words))),),
        impact=tuple(_impact(change, words)),
    )  # fmt: skip


def _content(change: OrderChangeView, words: Wording) -> Iterator[str]:
    yield from _rows(change, words)
    if change.action is not OrderAction.CHANGE:
        yield words.say("orderchange.action", action=change.action)
    if change.reason:
        yield words.say("orderchange.reason", reason=words.cut(change.reason, LONGEST_WORDS))


def _rows(change: OrderChangeView, words: Wording) -> Iterator[str]:
    for line in change.lines:
        goods = words.say("orderchange.of_line", goods=line.goods) if len(change.order.lines) > 1 else ""
        yield from (f"{goods}{row}" for row in _line(line, change, words))


def _line(line: LineChangeView, change: OrderChangeView, words: Wording) -> Iterator[str]:
    uom, year = words.label(line.uom, "uom"), change.order.year(words.timezone)
    if line.quantity is not None:
        yield words.say(
            "orderchange.quantity", before=line.quantity_before, after=line.quantity, uom=uom
        )  # fmt: skip
    if line.requested_date is not None:
        before = words.short_day(line.requested_before, year) or words.say("format.unknown")
        yield words.say(
            "orderchange.requested", before=before, after=words.short_day(line.requested_date, year)
        )  # fmt: skip
    for spec in line.spec:
        yield words.say(
            "orderchange.spec", label=words.cut(spec.label, LONGEST_NAME),
            before=words.cut(spec.before, LONGEST_NAME) or words.say("format.unknown"),
            after=words.cut(spec.after, LONGEST_NAME),
        )  # fmt: skip


def _impact(change: OrderChangeView, words: Wording) -> Iterator[Section]:
    effect = change.effect
    if effect is None or not change.can_be:
        return
    if dates := tuple(_dates(change, effect, words)):
        yield Section(words.say("orderchange.dates"), dates)
    for key, sign in (("frees", -1), ("takes", 1)):
        if rows := list(_moved(effect, sign, words)):
            yield Section(words.say(f"orderchange.{key}"), words.lines(rows, MOST_ROWS))
    if money := tuple(_money(change, effect, words)):
        yield Section(words.say("orderchange.money"), money)


def _dates(change: OrderChangeView, effect: Effect, words: Wording) -> Iterator[str]:
    year = change.order.year(words.timezone)
    if change.action is OrderAction.HOLD:
        yield words.say("orderchange.no_date")
    if effect.promise_after is None or effect.promise_before is None:
        return
    before, after = (words.short_day(day, year) for day in (effect.promise_before, effect.promise_after))
    days = (effect.promise_after - effect.promise_before).days
    key = "later" if days > 0 else "earlier" if days < 0 else "same"
    yield words.say(f"orderchange.promise_{key}", before=before, after=after, days=abs(days))


def _moved(effect: Effect, sign: int, words: Wording) -> Iterator[str]:
    """What there is more (1) or less (-1) of than before."""
    for machine in effect.machines:
        if (machine.after - machine.before) * sign > 0:
            name = words.named(words.cut(machine.name, LONGEST_NAME), machine.work_centre)
            yield words.say("orderchange.hours", name=name, hours=hours(abs(machine.after - machine.before)))
    for it in effect.materials:
        if (it.after - it.before) * sign > 0:
            name = words.named(words.cut(it.name, LONGEST_NAME), it.item_code)
            uom = words.label(it.uom, "material_uom")
            yield words.say("orderchange.material", name=name, qty=abs(it.after - it.before), uom=uom)


def _money(change: OrderChangeView, effect: Effect, words: Wording) -> Iterator[str]:
    if effect.cost_delta:
        key = "dearer" if effect.cost_delta > 0 else "cheaper"
        yield words.say(f"orderchange.{key}", cost=words.money(abs(effect.cost_delta)))
    spent = effect.spent
    if spent.total:
        yield words.say(
            "orderchange.spent", total=words.money(spent.total), material=words.money(spent.material),
            labour=words.money(spent.labour),
        )  # fmt: skip
    if change.action is OrderAction.CANCEL:
        if not spent.total:
            yield words.say("orderchange.nothing_spent")
        yield from words.lines([_bought(it, words) for it in spent.bought], MOST_ROWS)


def _bought(it: Bought, words: Wording) -> str:
    name = words.named(words.cut(it.name, LONGEST_NAME), it.item_code)
    return words.say(
        "orderchange.bought_alone" if it.is_alone else "orderchange.bought", po_no=it.po_no, name=name, qty=it.qty,
        uom=words.label(it.uom, "material_uom"), value=words.money(it.value),
    )  # fmt: skip
