"""An order of priority in which every operation still comes after its predecessors."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.heap import pop, push
from core.planning.kernels.jit import kernel


@kernel
def ranked(a: Arrays, by: Ints) -> Ints:
    """Operations by rising `by`, then number; one that is before its predecessors waits for them."""
    order = np.argsort(by, kind="mergesort")
    place = np.empty(order.shape[0], np.int64)
    place[order] = np.arange(order.shape[0])
    for op in range(order.shape[0]):
        for k in range(a.pred_from[op], a.pred_from[op + 1]):
            if place[a.pred[k]] > place[op]:
                return _after_predecessors(a, order, place)
    return order


@kernel
def _after_predecessors(a: Arrays, order: Ints, place: Ints) -> Ints:
    waits = a.pred_from[1:] - a.pred_from[:-1]
    found, heap = np.empty(order.shape[0], np.int64), np.empty(order.shape[0], np.int64)
    size, done = 0, 0
    for op in range(waits.shape[0]):
        if waits[op] == 0:
            size = push(heap, 0, size, place[op])
    while size > 0:
        op = order[heap[0]]
        size = pop(heap, 0, size)
        found[done] = op
        done += 1
        for k in range(a.succ_from[op], a.succ_from[op + 1]):
            waits[a.succ[k]] -= 1
            if waits[a.succ[k]] == 0:
                size = push(heap, 0, size, place[a.succ[k]])
    return found[:done]
