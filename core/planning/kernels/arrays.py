"""What kernels work on: a problem and a schedule as arrays of whole numbers.

Lists of different lengths are kept one after the other (`x`), with the place where each begins (`x_from`, one longer).
Everything is int64; minutes count from the problem's epoch. An operation is known by its index, so is a machine.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

PAUSES, WHOLE, RUNS_ON = 0, 1, 2
"""How an operation meets closed time: it pauses; it has to lie in one window; once begun it runs through, but not
through a hole."""


class Arrays(NamedTuple):
    """A problem, see `core.planning.plan.problem.Problem`. Read-only."""

    # machines
    window_from: Ints
    """(machines + 1)"""
    opens: Ints
    """Working windows of each machine, in order, never touching."""
    closes: Ints
    before: Ints
    """Working minutes of the machine before each window."""
    hole_from: Ints
    """(machines + 1)"""
    hole_start: Ints
    """Closed time through which nothing runs: maintenance, breakdowns."""
    hole_end: Ints
    available_from: Ints
    """(machines) Busy until then."""
    family_now: Ints
    """(machines) What it is set up for now."""
    setup_group: Ints
    """(machines) Row of `setup`."""
    setup: NDArray[np.int64]
    """(groups, families, families) Working minutes from one family to another."""
    # the plant, in whose working minutes tardiness is counted
    plant_opens: Ints
    plant_closes: Ints
    plant_before: Ints
    # operations
    order_of: Ints
    family: Ints
    pause: Ints
    """PAUSES, WHOLE or RUNS_ON."""
    ready: Ints
    """Its material, its drawing, its earliest start; 0 when it waits for none."""
    way_from: Ints
    """(operations + 1)"""
    way_machine: Ints
    """Machines that can do it …"""
    way_minutes: Ints
    """… and how long each takes."""
    pred_from: Ints
    pred: Ints
    succ_from: Ints
    succ: Ints
    pin_machine: Ints
    """(operations) Where it is fixed (started, frozen, pinned by a person); -1 where it is free."""
    pin_start: Ints
    pin_end: Ints
    # orders
    due: Ints
    weight: Ints
    last: Ints
    """(orders) The operation that finishes it."""
    finishes: Ints
    """(operations) The order that it finishes; -1 for all others."""

    def but(self, **columns: NDArray[np.int64]) -> "Arrays":
        """The same with these columns in the place of its own. Nobody writes to them from now on."""
        return self._replace(**columns).closed()

    def closed(self) -> "Arrays":
        """These very arrays, read-only. To numba others would be another type, for which it compiles for a minute."""
        columns: Any = self
        for column in columns:
            column.setflags(write=False)
        return self


class Placement(NamedTuple):
    """Where and when each operation runs; -1 where it is not placed yet."""

    machine: Ints
    start: Ints
    end: Ints
