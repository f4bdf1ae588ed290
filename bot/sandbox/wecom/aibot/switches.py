"""What can be odd or go wrong with the smart bot alone; the rest is in `failures.py` of the corp."""

from dataclasses import dataclass


@dataclass(slots=True)
class Switches:
    """Plain switches, for tests and the page."""

    is_offline: bool = False
    """Nothing comes through the long connection in the same process, and nothing can be sent there."""
    flattens_events: bool = False
    """The fields of a card event stand directly in `event`, as in the platform's own type files."""
    answers_no_heartbeat: bool = False
    ack_delay_seconds: float = 0.0
    """So long, in real seconds, every answer to a frame takes."""
    patience_seconds: float = 5.0
    """So long, in real seconds, a person looks at a tapped card before going on."""
