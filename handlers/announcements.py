"""Who hears of what: the table from events to the cards that go stale and the notices that are owed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.events import Event

if TYPE_CHECKING:
    from handlers.context import Context

Announcement = Callable[[Any, "Context"], None]

ANNOUNCEMENTS: dict[type[Event], tuple[Announcement, ...]] = {}
"""Event to what follows from it. An event nobody needs to hear of says so with an empty row."""


def announces(event: type[Event], *announcements: Announcement) -> None:
    """Declare who hears of an event."""
    if event in ANNOUNCEMENTS:
        raise TypeError(f"{event.__name__} is announced twice")
    ANNOUNCEMENTS[event] = announcements


def also(event: type[Event], *announcements: Announcement) -> None:
    """Declare who hears of an event besides, where another subject follows from it; after those declared before."""
    ANNOUNCEMENTS[event] = (*ANNOUNCEMENTS[event], *announcements)


def announce(event: Event, ctx: "Context") -> None:
    """Tell everybody concerned, within the transaction: this sends nothing yet."""
    for announcement in ANNOUNCEMENTS[type(event)]:
        announcement(event, ctx)
