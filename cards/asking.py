"""What exactly a department has to do for an order, from the plan that was sold."""

from collections.abc import Callable

from cards.card import Part
from cards.order_facts import held_note, missing_spec, spec_text
from cards.reasons import LONGEST_NAME, Reasons, hours
from cards.sold_way import Item, SoldWay
from cards.views import OrderView, step_key
from cards.wording import Wording
from core.orders import OrderStatus
from core.planning.factory.records import Booking, Source
from core.planning.promise.answer import ConstraintKind, MaterialUse, PromiseAnswer

MOST_MATERIALS = 4
"""Shown at once; the others unfold."""
MOST_UNFOLDED = 15
SAID = {"rnd": frozenset({"missing_spec", "custom"})}
"""Facts of the order that a department's sentence has said already."""


class Ask(Part):
    """One sentence, the things it is about, and a list that unfolds."""

    text: str
    items: tuple[Item, ...] = ()
    more_title: str = ""
    more: tuple[str, ...] = ()


def ask_of(order: OrderView, department: str, words: Wording) -> Ask:
    """The department's part of the order."""
    if order.status is OrderStatus.CANCELLED:
        return Ask(text=words.say("task.ask_cancelled"))
    if order.is_on_hold:
        return Ask(text=held_note(order, words))
    answer = PromiseAnswer.from_json(order.answer) if order.answer else None
    ask = _ASKS.get(department)
    plain = ask(order, answer, words) if ask else Ask(text=words.say(f"task.ask_{department}"))
    return plain.model_copy(update={"items": (*SoldWay(order, words).asks(department), *plain.items)})


def _production(order: OrderView, answer: PromiseAnswer | None, words: Wording) -> Ask:
    if answer is None:
        return Ask(text=words.say("task.ask_production"))
    bookings = [slot for slot in answer.plan_of(order.chosen).bookings if not slot.is_design]
    reasons = Reasons(words, order.year(words.timezone), order.names)
    lines = words.lines([_operation(slot, reasons, words) for slot in bookings], MOST_UNFOLDED)
    title = words.say("task.operations", count=len(bookings)) if bookings else ""
    return Ask(text=_production_text(order, answer, words), more_title=title, more=lines)


def _production_text(order: OrderView, answer: PromiseAnswer, words: Wording) -> str:
    binding = answer.binding_constraint
    if binding.kind is not ConstraintKind.WORK_CENTRE:
        return words.say("task.ask_production")
    bottleneck = Reasons(words, order.year(words.timezone), order.names).what(binding.code, binding.name)
    return words.say("task.ask_production_bottleneck", bottleneck=bottleneck)


def _operation(slot: Booking, reasons: Reasons, words: Wording) -> str:
    return words.say(
        "task.operation", operation=reasons.name(step_key(slot.item_code, slot.seq), slot.operation),
        work_centre=reasons.name(slot.work_centre),
        start=slot.start_at, end=slot.end_at,
    )  # fmt: skip


def _rnd(order: OrderView, answer: PromiseAnswer | None, words: Wording) -> Ask:
    items = (_missing(order, words),) if order.missing_spec else ()
    if not order.is_custom:
        return Ask(text=words.say("task.ask_rnd_standard"), items=items)
    slots = answer.plan_of(order.chosen).bookings if answer else ()
    design = sum(slot.work_minutes for slot in slots if slot.is_design)
    parts = spec_text(order.custom_spec, words)
    return Ask(text=words.say("task.ask_rnd_custom", parts=parts, hours=hours(design) if design else None), items=items)


def _missing(order: OrderView, words: Wording) -> Item:
    """What nobody has said of the spec, and who will; an order that was taken over as released stays without it."""
    key = "task.missing_spec" if order.is_spec_open else "task.untold_spec"
    sales = words.cut(order.owner, LONGEST_NAME)
    return Item(text=words.say(key, fields=missing_spec(order, words), sales=sales))


def _purchasing(order: OrderView, answer: PromiseAnswer | None, words: Wording) -> Ask:
    if answer is None:
        return Ask(text=words.say("task.ask_purchasing_unknown"))
    plan = answer.plan_of(order.chosen)
    hurried = SoldWay(order, words).hurried  # asked for by itself, with the day it has and the day it is wanted
    bought = [use for use in plan.materials if use.source is not Source.STOCK and use.item_code not in hurried]
    start = min((slot.start_at for slot in plan.bookings if not slot.is_design), default=None)
    if not bought:
        return Ask(text=words.say("task.ask_purchasing_hurried" if hurried else "task.ask_purchasing_stock"))
    binding = _binding_codes(answer)
    bought.sort(key=lambda use: use.available_at, reverse=True)
    bought.sort(key=lambda use: use.item_code not in binding)
    reasons = Reasons(words, order.year(words.timezone), order.names)
    items = [
        _material(use, use.item_code in binding, start is not None and use.available_at > start, reasons, words)
        for use in bought
    ]
    more = [words.say("format.clause").join((item.text, item.more)) for item in items[MOST_MATERIALS:]]
    return Ask(
        text=words.say("task.ask_purchasing", count=len({use.item_code for use in bought})),
        items=tuple(items[:MOST_MATERIALS]),
        more_title=words.say("task.other_materials", count=len(more)) if more else "",
        more=words.lines(more, MOST_UNFOLDED),
    )


def _material(use: MaterialUse, is_binding: bool, is_for_later: bool, reasons: Reasons, words: Wording) -> Item:
    what, uom = reasons.what(use.item_code, use.name), words.label(use.uom, "material_uom")
    key = "task.material_binding" if is_binding else "task.material"
    more = words.say(f"task.material_{use.source.value}", po_no=use.po_no, day=reasons.day(use.available_at))
    if is_for_later:
        more = words.say("format.clause").join((more, words.say("task.material_later")))
    return Item(text=words.say(key, what=what, quantity=use.qty, uom=uom), more=more)


def _binding_codes(answer: PromiseAnswer) -> frozenset[str]:
    first = [each for each in (answer.binding_constraint, answer.second_constraint) if each is not None]
    binding = [*first, *(other for each in first for other in each.together_with)]
    return frozenset(each.code for each in binding if each.kind is ConstraintKind.MATERIAL)


_ASKS: dict[str, Callable[[OrderView, PromiseAnswer | None, Wording], Ask]] = {
    "production": _production,
    "rnd": _rnd,
    "purchasing": _purchasing,
}
