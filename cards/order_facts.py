"""What every card of an order says about it in the same words."""

from collections.abc import Iterable, Iterator

from cards.card import Fact, Tag, Tone
from cards.views import LineView, OrderView, SpecView
from cards.wording import Wording
from core.orders import OrderStatus
from core.orders.status import UNSOLD

MOST_LINES = 6
"""Lines of an order shown one by one."""
LONGEST_NAME = 40
LONGEST_SPEC = 300
LONGEST_WORDS = 400
"""Characters of somebody's requirement, reason or problem that a card shows."""

NOTHING: frozenset[str] = frozenset()

_STATUS_TONE = {
    OrderStatus.INQUIRY: Tone.NEUTRAL,
    OrderStatus.QUOTED: Tone.BUSY,
    OrderStatus.CONFIRMED: Tone.BUSY,
    OrderStatus.RELEASED: Tone.GOOD,
    OrderStatus.IN_PRODUCTION: Tone.GOOD,
    OrderStatus.SHIPPED: Tone.DONE,
    OrderStatus.CLOSED: Tone.DONE,
    OrderStatus.CANCELLED: Tone.BAD,
}


def subtitle(order: OrderView, words: Wording) -> str:
    """Customer, product and quantity in one line."""
    customer, goods = words.cut(order.customer, LONGEST_NAME), words.cut(order.goods, LONGEST_NAME)
    if len(order.lines) > 1:
        return words.say("order.subtitle_more", customer=customer, goods=goods, count=len(order.lines))
    uom = words.label(order.uom, "uom")
    return words.say("order.subtitle", customer=customer, goods=goods, quantity=order.quantity, uom=uom)


def order_tags(order: OrderView, words: Wording) -> tuple[Tag, ...]:
    """Its status, and what is wrong with it. What is kept while people still answer is no quote yet."""
    is_waiting = order.status in UNSOLD and order.review is not None and order.review.is_waiting
    status = words.say("review.tag_waiting") if is_waiting else words.label(order.status)
    tags = [Tag(text=status, tone=_STATUS_TONE[order.status])]
    if order.order_revision > 1:
        tags.append(Tag(text=words.say("order.revision", revision=str(order.order_revision)), tone=Tone.NEUTRAL))
    if order.is_on_hold:
        tags.append(Tag(text=words.say("order.on_hold"), tone=Tone.WARNING))
    if order.is_overdue:
        tags.append(Tag(text=words.say("order.overdue", days=order.days_late), tone=Tone.BAD))
    elif order.is_at_risk:
        tags.append(Tag(text=words.say("order.at_risk"), tone=Tone.WARNING))
    return tuple(tags)


def order_tone(order: OrderView) -> Tone:
    """How the order is, at a glance."""
    if order.is_overdue:
        return Tone.BAD
    return Tone.WARNING if order.is_at_risk or order.is_on_hold else _STATUS_TONE[order.status]


def order_facts(order: OrderView, words: Wording, *, said: frozenset[str] = NOTHING) -> tuple[Fact, ...]:
    """What was ordered, and who answers for it, without what the card says elsewhere."""
    return tuple(_facts(order, words, said))


def _facts(order: OrderView, words: Wording, said: frozenset[str]) -> Iterator[Fact]:
    if len(order.lines) > 1:
        yield from _lines(order, words)
    if order.spec:
        yield Fact(label=words.label("spec", "field"), value=spec_text(order.spec, words))
    if order.missing_spec and "missing_spec" not in said:
        yield Fact(label=words.say("order.missing_spec"), value=missing_spec(order, words))
    if order.requirement:
        yield Fact(label=words.label("requirement", "field"), value=words.cut(order.requirement, LONGEST_WORDS))
    if order.is_custom and "custom" not in said:
        yield Fact(label=words.say("order.custom"), value=_custom(order, words))
    sales, coordinator = (words.cut(name, LONGEST_NAME) for name in (order.owner, order.coordinator))
    owners = words.say("order.owners", sales=sales, coordinator=coordinator)
    yield Fact(label=words.say("order.owner"), value=owners)


def _lines(order: OrderView, words: Wording) -> Iterator[Fact]:
    for number, line in enumerate(order.lines[:MOST_LINES], 1):
        goods = line_goods(line, words)
        text = words.say("order.line_text", goods=goods, quantity=line.quantity, uom=words.label(line.uom, "uom"))
        yield Fact(label=words.say("order.line", line_no=number), value=text)
    if len(order.lines) > MOST_LINES:
        left = words.say("format.more", count=len(order.lines) - MOST_LINES)
        yield Fact(label=words.say("order.more_lines"), value=left)


def line_goods(line: LineView, words: Wording) -> str:
    """What is made for a line, with its code."""
    return words.cut(words.named(line.product, line.product_code), LONGEST_NAME)


def held_note(order: OrderView, words: Wording) -> str:
    """Why nothing goes on."""
    return words.say("order.held_note", reason=words.cut(order.on_hold_reason, LONGEST_WORDS))


def missing_spec(order: OrderView, words: Wording) -> str:
    """The labels of the mandatory fields without a value; what two lines lack is said once."""
    return words.cut(words.show([*dict.fromkeys(field.label for field in order.missing_spec)]), LONGEST_SPEC)


def spec_text(spec: Iterable[SpecView], words: Wording) -> str:
    """`供电 220V，屏幕尺寸 4 英寸`."""
    said = (
        words.say("order.spec_value", label=each.label, value=each.value, unit=words.label(each.unit, "unit"))
        for each in spec
    )
    return words.cut(words.say("format.clause").join(said), LONGEST_SPEC)


def percent(share: float) -> str:
    """`35%`: to five, nobody knows it better."""
    return f"{5 * round(share * 20)}%"


def _custom(order: OrderView, words: Wording) -> str:
    if not order.custom_spec:
        return words.say("order.custom_plain")
    return words.say("order.custom_note", parts=spec_text(order.custom_spec, words))
