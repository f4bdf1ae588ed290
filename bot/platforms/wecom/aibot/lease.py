"""One live connection per bot: with several processes, whoever holds the lease connects."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.platforms.wecom.aibot.pace import Pace

_log = logging.getLogger(__name__)


class Lease(Protocol):
    """The right to connect. Called off the event loop; may block, and may raise when nobody can tell."""

    def take(self) -> bool:
        """Whether it is ours now."""
        ...

    def renew(self) -> bool:
        """Keep it. False when it is somebody else's."""
        ...

    def give_back(self) -> object:
        """Leave it to the next; no harm when it was not ours."""
        ...


class Alone:
    """There is no other process: always ours."""

    def take(self) -> bool:
        """Yes."""
        return True

    def renew(self) -> bool:
        """Yes."""
        return True

    def give_back(self) -> None:
        """Nobody takes it."""


async def ask(call: Callable[[], object]) -> bool | None:
    """What the lease says; None when it cannot say."""
    try:
        return bool(await asyncio.to_thread(call))
    except Exception:  # whatever a database raises: nothing is known, and the connection must live on for a while
        _log.exception("the lease of the long connection cannot be asked")
        return None


async def hold(lease: Lease, pace: Pace) -> None:
    """Renew a lease that was just taken. Returns when it is lost, or could not be renewed for too long to be sure."""
    is_ours: bool | None = True
    while is_ours:
        try:
            async with asyncio.timeout(pace.lease_grace):
                is_ours = None
                while is_ours is None:
                    await asyncio.sleep(pace.lease)
                    is_ours = await ask(lease.renew)
        except TimeoutError:
            return


async def give_back(lease: Lease, pace: Pace) -> None:
    """Leave it to the next, without waiting long for a database that does not answer: it runs out by itself."""
    try:
        async with asyncio.timeout(pace.lease):
            await ask(lease.give_back)
    except TimeoutError:
        _log.warning("the lease of the long connection was not given back in time")
