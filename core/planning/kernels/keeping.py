"""What cannot stay where it is."""

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.jit import kernel
from core.planning.kernels.sequences import Sequences, earliest


@kernel
def displaced(a: Arrays, q: Sequences, ops: Ints) -> NDArray[np.bool_]:
    """Of those operations: whether the ones before it, its machine or its material leave it no room at its time."""
    found = np.zeros(ops.shape[0], dtype=np.bool_)
    for place in range(ops.shape[0]):
        op = ops[place]
        start, end = earliest(a, q, op)
        found[place] = start > q.start[op] or (start == q.start[op] and end != q.end[op])
    return found
