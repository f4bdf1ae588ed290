"""Orders that buy machine time: each the plan that is cheapest for it, as if nobody else were there."""

from typing import NamedTuple

import numpy as np

from core.planning.kernels.arrays import WHOLE, Arrays, Ints
from core.planning.kernels.jit import inner, kernel

FINE = 1000
"""Prices of a minute are in thousandths of a weighted minute of tardiness."""
NEVER = 1 << 56


class Market(NamedTuple):
    """A factory as its orders see it. Time counts in minutes in which some machine works."""

    minute: Ints
    """The minute itself."""
    late: Ints
    """(one longer) Plant minutes before its end …"""
    due: Ints
    """… and before an order's due date."""
    limit: Ints
    """(orders) A plan in which it ends later is worse than the one that is known."""
    at_from: Ints
    """(machines + 1)"""
    at: Ints
    """The working minutes of each machine."""
    turn_from: Ints
    """(orders + 1)"""
    turn: Ints
    """Operations of each order that its end waits for, those before others first."""
    row: Ints
    """(operations) Place among those of its order."""
    pred_from: Ints
    pred: Ints
    """Predecessors; one with several successors is only that of the first: a wait less makes no plan dearer."""
    ready: Ints
    change: Ints
    """(ways) The least minutes of changing over to it."""
    begins: Ints
    """What it costs to have everything there by then; scratch, as are the next three."""
    ends: Ints
    """(rows, time) What it costs to end then."""
    best: Ints
    """(rows, time) What it costs to end by then."""
    by: Ints
    """(operations) When it has to end."""


@kernel
def buy(a: Arrays, m: Market, spent: Ints, use: Ints) -> int:
    """What all orders pay and lose together. `spent`: by machine, the price of everything before each of its minutes.

    To `use`, of the same shape, each adds 1 where it begins to use a machine and takes 1 where it stops.
    """
    total = 0
    for order in range(m.due.shape[0]):
        if m.turn_from[order] == m.turn_from[order + 1]:
            continue
        for place in range(m.turn_from[order], m.turn_from[order + 1]):
            _price(a, m, m.turn[place], m.limit[order], spent)
        end, cost = _cheapest_end(a, m, order)
        total += cost
        if cost >= NEVER:
            break
        m.by[a.last[order]] = end
        for place in range(m.turn_from[order + 1] - 1, m.turn_from[order] - 1, -1):
            _take(a, m, m.turn[place], spent, use)
    return total


@kernel
def _price(a: Arrays, m: Market, op: int, limit: int, spent: Ints) -> None:
    """What it costs to have an operation and all before it done, by any time."""
    row = m.row[op]
    _gather(m, op, limit)
    m.ends[row, : limit + 1] = NEVER
    for way in range(a.way_from[op], a.way_from[op + 1]):
        _price_way(a, m, op, way, limit, spent)
    least = NEVER
    for t in range(limit + 1):
        least = min(least, m.ends[row, t])
        m.best[row, t] = least


@kernel
def _gather(m: Market, op: int, limit: int) -> None:
    """What it costs to have everything there that an operation waits for."""
    m.begins[: limit + 1] = 0
    m.begins[: min(m.ready[op], limit + 1)] = NEVER
    for k in range(m.pred_from[op], m.pred_from[op + 1]):
        row = m.row[m.pred[k]]
        for t in range(limit + 1):
            m.begins[t] = min(NEVER, m.begins[t] + m.best[row, t])


@inner
def _price_way(a: Arrays, m: Market, op: int, way: int, limit: int, spent: Ints) -> None:
    machine, minutes, row = a.way_machine[way], a.way_minutes[way], m.row[op]
    first, past = m.at_from[machine], m.at_from[machine + 1]
    for begin in range(first + m.change[way], past - minutes + 1):
        end = m.at[begin + minutes - 1] + 1
        if end > limit:
            break
        cost = _cost(a, m, op, way, begin, spent)
        if cost < m.ends[row, end]:
            m.ends[row, end] = cost


@inner
def _cost(a: Arrays, m: Market, op: int, way: int, begin: int, spent: Ints) -> int:
    """Of beginning an operation at a minute of its machine, with all that comes before it."""
    minutes, shift = a.way_minutes[way], a.way_machine[way]
    last = begin + minutes - 1
    if m.begins[m.at[begin]] >= NEVER:
        return NEVER
    if a.pause[op] == WHOLE and m.minute[m.at[last]] - m.minute[m.at[begin]] != minutes - 1:
        return NEVER
    return int(m.begins[m.at[begin]] + spent[last + 1 + shift] - spent[begin - m.change[way] + shift])


@inner
def _cheapest_end(a: Arrays, m: Market, order: int) -> tuple[int, int]:
    """When it suits an order to end, and what that costs with its tardiness."""
    found, least, row = 0, NEVER, m.row[a.last[order]]
    for t in range(m.limit[order] + 1):
        cost = m.ends[row, t] + FINE * a.weight[order] * max(0, m.late[t] - m.due[order])
        if cost < least:
            found, least = t, cost
    return found, least


@kernel
def _take(a: Arrays, m: Market, op: int, spent: Ints, use: Ints) -> None:
    """Use the machine at the time that was found cheapest."""
    row, end = m.row[op], m.by[op]
    while m.ends[row, end] != m.best[row, m.by[op]]:
        end -= 1
    _gather(m, op, end)
    way, begin = _way_of(a, m, op, end, spent)
    shift = a.way_machine[way]
    use[begin - m.change[way] + shift] += 1
    use[begin + a.way_minutes[way] + shift] -= 1
    for k in range(m.pred_from[op], m.pred_from[op + 1]):
        m.by[m.pred[k]] = m.at[begin]


@kernel
def _way_of(a: Arrays, m: Market, op: int, end: int, spent: Ints) -> tuple[int, int]:
    """The way by which an operation ends then at the least cost, and the minute of its machine at which it begins."""
    for way in range(a.way_from[op], a.way_from[op + 1]):
        machine = a.way_machine[way]
        first, past = m.at_from[machine], m.at_from[machine + 1]
        last = first + np.searchsorted(m.at[first:past], end - 1)
        begin = last - a.way_minutes[way] + 1
        if last == past or m.at[last] != end - 1 or begin < first + m.change[way]:
            continue
        if _cost(a, m, op, way, begin, spent) == m.ends[m.row[op], end]:
            return way, begin
    return -1, -1
