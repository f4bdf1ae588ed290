"""Carries errands out: a few threads that may wait for a platform, so that nobody else has to."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from bot.platforms.port import PlatformBusy, PlatformRefused
from handlers.command import Command
from handlers.errands import ERRANDS, Desk, ErrandDone, PutOff
from storage.database import Database

log = structlog.get_logger()


class Errands:
    """A `Computer` for errands. Without threads each is done at once by whoever brings it."""

    def __init__(self, database: Database, desk: Desk, *, threads: int = 2) -> None:
        self._database, self._desk = database, desk
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="errand") if threads else None

    def submit(self, command: Command, begin: Callable[[], None]) -> "Future[Command]":
        """Start carrying it out; gives the command that keeps what came of it."""
        if self._pool is not None:
            return self._pool.submit(self._run, command, begin)
        done: Future[Command] = Future()
        try:
            done.set_result(self._run(command, begin))
        except Exception as error:
            done.set_exception(error)
        return done

    def recorded(self) -> None:
        """The next one does not build on it."""

    def close(self) -> None:
        """Let go; what is not done yet is done in the next life."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, command: Command, begin: Callable[[], None]) -> Command:
        begin()
        errand = ERRANDS[type(command)]
        with self._database.read() as session:
            wanted = errand.read(command, session, self._desk)
        if wanted is None:
            return ErrandDone()
        try:
            return errand.run(command, wanted, self._desk) or ErrandDone()
        except PlatformBusy as busy:
            log.info("errand_put_off", errand=type(command).__name__, why=str(busy))
            return PutOff(errand=command.to_payload())
        except PlatformRefused as refused:
            log.warning("errand_refused", errand=type(command).__name__, why=str(refused))
            return errand.refused(command, str(refused))
