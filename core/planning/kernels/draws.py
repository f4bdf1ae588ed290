"""Random numbers that are the same compiled and plain: two multiplicative generators, combined.

P. L'Ecuyer, "Efficient and portable combined random number generators", Communications of the ACM 31 (1988) 742-749.
"""

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import inner, kernel

FIRST, SECOND = 2147483563, 2147483399


def seeded(seed: int) -> Ints:
    """The state of a generator. Neighbouring seeds give unlike sequences."""
    mixed = (seed + 1) * 0x9E3779B97F4A7C15 % (1 << 64)
    return np.array([mixed % (FIRST - 1) + 1, (mixed >> 21) % (SECOND - 1) + 1], dtype=np.int64)


@inner
def draw(dice: Ints) -> int:
    """From 1 to below 2^31."""
    dice[0] = dice[0] * 40014 % FIRST
    dice[1] = dice[1] * 40692 % SECOND
    found = dice[0] - dice[1]
    return found if found > 0 else found + FIRST - 1


@inner
def below(dice: Ints, limit: int) -> int:
    """From 0 to below `limit`, which may be more than 2^31."""
    if limit < 1 << 20:
        return draw(dice) % limit
    return ((draw(dice) << 31) | draw(dice)) % limit


@inner
def share(dice: Ints) -> float:
    """Above 0, below 1."""
    return draw(dice) / FIRST


@kernel
def spread(dice: Ints, size: int) -> NDArray[np.float64]:
    """So many numbers above 0 and below 1."""
    found = np.empty(size, dtype=np.float64)
    for place in range(size):
        found[place] = share(dice)
    return found
