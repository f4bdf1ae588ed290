"""A plan that takes as long as it is told and does nothing but compute; every planner process of a bench knows it."""

import time

from handlers.command import Command
from handlers.computing import COMPUTATIONS, Computation, Work


class KeepBusy(Command):
    """Compute for so long, on all bookings as they are now."""

    seconds: float


class KeptBusy(Command):
    """That is done."""

    rounds: int = 0


def _compute(cmd: KeepBusy, _shop: object, _engine: object) -> KeptBusy:
    until, rounds = time.monotonic() + cmd.seconds, 0
    while time.monotonic() < until:
        rounds += len(sorted(range(20_000), key=lambda number: -number)) > 0
    return KeptBusy(rounds=rounds)


COMPUTATIONS[KeepBusy] = Computation(
    read=lambda cmd, session, snapshots, now: snapshots.shop(session, now),
    solve=_compute,
    refused=lambda cmd, why, now: KeptBusy(),
    work=Work.PLAN,
)
