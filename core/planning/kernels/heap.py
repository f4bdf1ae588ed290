"""Binary heaps of whole numbers, smallest first, several of them side by side in one array."""

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import inner


@inner
def push(heap: Ints, first: int, size: int, key: int) -> int:
    """Add a key to the heap of `size` keys that begins at `first`; its new size."""
    at = size
    while at > 0:
        parent = (at - 1) >> 1
        if heap[first + parent] <= key:
            break
        heap[first + at] = heap[first + parent]
        at = parent
    heap[first + at] = key
    return size + 1


@inner
def pop(heap: Ints, first: int, size: int) -> int:
    """Take the smallest key, at `heap[first]`, out of a heap that is not empty; its new size."""
    size -= 1
    key = heap[first + size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[first + child + 1] < heap[first + child]:
            child += 1
        if heap[first + child] >= key:
            break
        heap[first + at] = heap[first + child]
        at = child
    heap[first + at] = key
    return size
