"""Where a booked operation could run instead, and how long it would take there."""

from dataclasses import dataclass

from core.planning.factory.master import Operation
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop


@dataclass(frozen=True, slots=True)
class Ways:
    """Work centres with their minutes, the preferred one first."""

    choices: tuple[tuple[str, int], ...]
    runs_on: bool = False
    """Unattended: once begun it runs through closed time."""
    is_known: bool = True
    """The factory's data still say what is booked; otherwise it stays as it is."""

    def minutes_on(self, work_centre: str) -> int:
        """How long it takes on a work centre that is one of them."""
        return dict(self.choices)[work_centre]


def ways_of(shop: Shop, booking: Booking) -> Ways:
    """The ways to do a booked operation. The one that is booked is always among them."""
    as_booked = (booking.work_centre, booking.work_minutes)
    if booking.is_design:
        return Ways((as_booked,), is_known=booking.work_centre == shop.design_work_centre)
    operation = next((it for it in shop.routings.get(booking.item_code, ()) if it.seq == booking.seq), None)
    if operation is None:
        return Ways((as_booked,), is_known=False)
    found = _choices(operation, booking)
    if as_booked not in found:
        return Ways((as_booked,), operation.is_unattended, is_known=False)
    return Ways(found, operation.is_unattended)


def _choices(operation: Operation, booking: Booking) -> tuple[tuple[str, int], ...]:
    """Those that need nobody's agreement, and the one that somebody has agreed to."""
    return tuple(
        (choice.work_centre, operation.work_minutes(booking.qty, choice))
        for choice in operation.alternatives
        if not choice.needs_approval or choice.work_centre == booking.work_centre
    )
