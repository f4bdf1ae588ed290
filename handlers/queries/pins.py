"""What is pinned, as people see it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from cards.asides import PinView
from cards.views import OrderView, step_key
from core.pins import EVERYTHING, Pin
from handlers.queries.names import Names
from storage.pins import pins_of


def pin_views(pins: Sequence[Pin], names: Names) -> tuple[PinView, ...]:
    """With names for codes; an operation that two items have in common is told once."""
    steps = names.steps({pin.item_code for pin in pins})
    found = [
        PinView(
            order_no=pin.order_no, step=_step(pin, steps.get(step_key(*pin.step))), person=names.person(pin.person),
            reason=pin.reason, pinned_at=pin.pinned_at,
        )
        for pin in pins
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _step(pin: Pin, name: str | None) -> str:
    return "" if pin.step == EVERYTHING else name or f"{pin.item_code} {pin.seq}"


def with_pins(order: OrderView, session: Session, names: Names) -> OrderView:
    """The order with what of its planned work stays where it is."""
    return replace(order, pins=pin_views(pins_of(session, order.order_no), names))
