"""Operations that have to be timed anew, the earliest first."""

from typing import NamedTuple

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import inner


class Queue(NamedTuple):
    """A heap; every operation is in it at most once."""

    key: Ints
    op: Ints
    waits: Ints
    """By operation: 1 while it is in the heap."""
    size: Ints
    """(1)"""


@inner
def push(heap: Queue, key: int, op: int) -> None:
    """Put an operation in, unless it is."""
    if heap.waits[op] == 1:
        return
    heap.waits[op] = 1
    place = heap.size[0]
    heap.size[0] += 1
    while place > 0 and heap.key[(place - 1) >> 1] > key:
        heap.key[place], heap.op[place] = heap.key[(place - 1) >> 1], heap.op[(place - 1) >> 1]
        place = (place - 1) >> 1
    heap.key[place], heap.op[place] = key, op


@inner
def pop(heap: Queue) -> int:
    """Take the earliest out."""
    found = heap.op[0]
    heap.waits[found] = 0
    heap.size[0] -= 1
    size = heap.size[0]
    key, op = heap.key[size], heap.op[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and heap.key[child + 1] < heap.key[child]:
            child += 1
        if heap.key[child] >= key:
            break
        heap.key[place], heap.op[place] = heap.key[child], heap.op[child]
        place = child
    heap.key[place], heap.op[place] = key, op
    return found


@inner
def clear(heap: Queue) -> None:
    """Take everything out."""
    for place in range(heap.size[0]):
        heap.waits[heap.op[place]] = 0
    heap.size[0] = 0
