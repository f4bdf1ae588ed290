"""Where a booked operation could run instead, and how long it would take there."""

from dataclasses import dataclass

from core.planning.factory.recipe import Step, Way
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
    recipe = shop.recipes.recipe(booking.item_code)
    step = next((it for it in recipe.steps if it.operation.seq == booking.seq), None)
    if step is None:
        return Ways((as_booked,), is_known=False)
    ways = _ways(step, recipe.count(booking.qty), booking.work_centre)
    booked = next((way for way in ways if (way.work_centre, way.minutes) == as_booked), None)
    if booked is None:
        return Ways((as_booked,), any(way.is_unattended for way in ways), is_known=False)
    alike = tuple((way.work_centre, way.minutes) for way in ways if way.is_unattended == booked.is_unattended)
    return Ways(alike, booked.is_unattended)


def _ways(step: Step, started: int, booked_on: str) -> list[Way]:
    """Those that need nobody's agreement, and the one that somebody has agreed to."""
    return [
        Way(choice.work_centre, choice.minutes(started), choice.is_unattended)
        for choice in step.choices_with(frozenset({booked_on}))
    ]
