"""Pins: the lead of production has planned work left where it is, and lets it go again."""

from collections.abc import Iterable, Mapping

from cards.card import Tone
from cards.notes import NoteCard
from cards.views import step_key
from core.orders import Order
from core.orders.status import COMMITTED
from core.pins import (
    EVERYTHING,
    AlreadyPinned,
    NothingToPin,
    NotPinned,
    Pin,
    PinReasonMissing,
    Step,
    WorkPinned,
    WorkUnpinned,
)
from core.planning.factory.records import Booking
from handlers.bus import handles
from handlers.context import Context
from handlers.ownership import name_of
from handlers.plan_commands import PinWork, UnpinWork
from handlers.planning import require_publisher
from handlers.queries.names import Names
from handlers.queries.search import only_order
from storage import bookings
from storage.counters import move_version
from storage.orders import get_order
from storage.pins import pins_of


@handles(PinWork)
def pin_work(cmd: PinWork, ctx: Context) -> None:
    """Plans are made around it from now on. What has begun stays anyway."""
    require_publisher(ctx)
    order = _order(cmd.words, ctx)
    steps, reason = _steps(order.order_no, cmd.told, ctx)
    if not reason:
        raise PinReasonMissing(order_no=order.order_no)
    _require_planned(order, steps, ctx)
    for item_code, seq in _not_pinned_yet(order.order_no, list(steps) or [EVERYTHING], ctx):
        ctx.uow.add(
            Pin(
                order_no=order.order_no, item_code=item_code, seq=seq, person=ctx.sender.key, reason=reason,
                pinned_at=ctx.now,
            )
        )  # fmt: skip
    _has_changed(ctx)
    told = _names(steps)
    ctx.uow.record(
        WorkPinned(at=ctx.now, subject=order.order_no, person=ctx.sender.key, reason=reason, operations=told)
    )
    _answer("pinned", order, told, Tone.GOOD, ctx)


def _require_planned(order: Order, steps: Mapping[Step, str], ctx: Context) -> None:
    held = bookings.bookings_of(ctx.uow.session, order.order_no)
    planned = {_step(it) for it in held if it.start_at > ctx.now}
    if order.status not in COMMITTED or not (planned & set(steps) if steps else planned):
        raise NothingToPin(order_no=order.order_no)


def _not_pinned_yet(order_no: str, wanted: list[Step], ctx: Context) -> list[Step]:
    known = {pin.step: pin for pin in pins_of(ctx.uow.session, order_no)}
    fresh = [step for step in wanted if step not in known and EVERYTHING not in known]
    if not fresh:
        first = known.get(EVERYTHING) or known[wanted[0]]
        raise AlreadyPinned(order_no=order_no, person=name_of(first.person, ctx), at=first.pinned_at)
    return fresh


@handles(UnpinWork)
def unpin_work(cmd: UnpinWork, ctx: Context) -> None:
    """Plans may move it again; nothing moves by that alone."""
    require_publisher(ctx)
    order = _order(cmd.words, ctx)
    steps, reason = _steps(order.order_no, cmd.told, ctx)
    pins = pins_of(ctx.uow.session, order.order_no)
    gone = [pin for pin in pins if not steps or pin.step in steps]
    if not gone:
        raise NotPinned(order_no=order.order_no)
    for pin in gone:
        ctx.uow.session.delete(pin)
    _has_changed(ctx)
    told = _names(steps)
    ctx.uow.record(
        WorkUnpinned(at=ctx.now, subject=order.order_no, person=ctx.sender.key, reason=reason, operations=told)
    )
    _answer("unpinned", order, told, Tone.NEUTRAL, ctx)


def _order(words: str, ctx: Context) -> Order:
    return get_order(ctx.uow.session, only_order(ctx.uow.session, words).order_no, lock=True)


def _has_changed(ctx: Context) -> None:
    """Whoever looks what a rush would win looks at the pins as they are now."""
    ctx.uow.session.flush()
    move_version(ctx.uow.session, is_beside_plans=True)


def _answer(key: str, order: Order, steps: list[str], tone: Tone, ctx: Context) -> None:
    words = ctx.wording
    text = words.say(f"pin.{key}", step=steps or words.say("pin.all"), order_no=order.order_no)
    ctx.reply(NoteCard(title=words.say(f"pin.{key}_title", order_no=order.order_no), tone=tone, text=text))


# --- which operations ------------------------------------------------------------------------


def _steps(order_no: str, told: str, ctx: Context) -> tuple[Mapping[Step, str], str]:
    """Of the operations that the words begin with, the name of each; none for all of them. And the rest of the words.

    A machine's code stands for what is planned on it.
    """
    first, _, rest = told.partition(" ")
    held = bookings.bookings_of(ctx.uow.session, order_no)
    names = Names(ctx.uow.session, ctx.wording.is_chinese).steps({it.item_code for it in held})
    meant = {
        _step(it): names.get(step_key(it.item_code, it.seq), it.operation)
        for it in held
        if first.casefold() in _called(it, names)
    }
    return (meant, rest.strip()) if meant else ({}, told)


def _called(booking: Booking, names: Mapping[str, str]) -> Iterable[str]:
    name = names.get(step_key(booking.item_code, booking.seq), "")
    return {each.casefold() for each in (name, booking.operation, booking.work_centre) if each}


def _step(booking: Booking) -> Step:
    return booking.item_code, booking.seq


def _names(steps: Mapping[Step, str]) -> list[str]:
    return list(dict.fromkeys(steps.values()))
