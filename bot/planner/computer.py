"""What the rest of the program knows of whoever works things out."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from handlers.command import Command
from handlers.computing import PlannerState


class NotNow(Exception):
    """The planner could not reach the database, or is being stopped: the same again will work."""


class Computer(Protocol):
    """Works commands out beside the transactions; gives the command that follows."""

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """Start working it out; `begin` is done just before that."""
        ...

    def recorded(self) -> None:
        """What was worked out last has been carried out, or could not be: the next may build on it."""
        ...


class Planner(Computer, Protocol):
    """A computer with a life of its own."""

    def start(self) -> None:
        """Get ready before anybody asks."""
        ...

    def troubles(self) -> list[str]:
        """What keeps it from answering now."""
        ...

    def state(self) -> PlannerState:
        """How it is now, for people."""
        ...

    def close(self) -> None:
        """Stop; what is not answered yet is asked again in the next life."""
        ...
