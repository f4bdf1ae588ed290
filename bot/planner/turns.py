"""Of several replicas one plans at a time: whoever has the turn, which is a lease in the database."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import structlog
from sqlmodel import Session

from storage import leases
from storage.database import Database, is_out_of_reach
from storage.leases import LEASE

log = structlog.get_logger()

RENEW_SECONDS = LEASE.total_seconds() / 3


class Turn(Protocol):
    """Who may compute now."""

    def take(self) -> bool:
        """Whether it is ours; it stays so as long as it is kept."""
        ...

    def keep(self) -> bool:
        """Still here. False when it has gone to somebody else meanwhile."""
        ...

    def give_back(self) -> None:
        """The next, please."""
        ...


class Everybody:
    """Nobody has to wait for a turn: any replica answers questions."""

    def take(self) -> bool:
        """Always."""
        return True

    def keep(self) -> bool:
        """Always."""
        return True

    def give_back(self) -> None:
        """Nothing was taken."""


class OneOfAll:
    """One replica at a time. Every turn has an owner of its own: whoever outlived a lease has no say any more."""

    def __init__(self, database: Database, name: str, owner: str, clock: Callable[[], datetime]) -> None:
        self._database, self._name, self._clock = database, name, clock
        self._replica = owner
        self._owner = ""
        self._safe_until = 0.0

    def take(self) -> bool:
        """See `Turn`. False as well while the database is out of reach."""
        owner, asked = f"{self._replica}:{secrets.token_hex(3)}", time.monotonic()
        if not self._told(lambda session: leases.take(session, self._name, owner, now=self._clock())):
            return False
        self._owner, self._safe_until = owner, asked + LEASE.total_seconds()
        return True

    def keep(self) -> bool:
        """See `Turn`. While the database is out of reach it is ours for the rest of the lease."""
        asked = time.monotonic()
        is_ours = self._told(lambda session: leases.renew(session, self._name, self._owner, now=self._clock()))
        if is_ours is None:
            return asked < self._safe_until
        if is_ours:
            self._safe_until = asked + LEASE.total_seconds()
        return is_ours

    def give_back(self) -> None:
        """See `Turn`. What cannot be given back now lapses."""
        self._told(lambda session: leases.give_back(session, self._name, self._owner))

    def _told(self, ask: Callable[[Session], bool]) -> bool | None:
        """What the database says; None while it is out of reach."""
        try:
            return self._database.write(ask)
        except Exception as error:
            if not is_out_of_reach(error):
                raise
            log.warning("turn_unknown", name=self._name, why=type(error).__name__)
            return None
