"""A signal while the program starts is an interruption, and is not lost where Python drops that.

What is raised in a callback of a weak reference is printed and ignored, and a start consists of imports, which are full
of those.
"""

import signal
from types import FrameType

_asked: list[int] = []


def listen() -> None:
    """From now on SIGINT and SIGTERM interrupt what goes on, and are remembered."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)


def is_asked() -> bool:
    """Whether a signal has come; also one whose interruption nobody has met."""
    return bool(_asked)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt
