"""`python -m tests.bench.priced PROBLEM.json SCHEDULE.json`: how much better than that plan any other could be at most.

Machine time is for sale instead of scarce, and every order buys what suits it.

Each order alone finds its cheapest plan in a second; what that costs, less what all machine time would fetch, is never
more than the weighted tardiness of any plan, whatever the prices are (Lagrangian relaxation: D. J. Hoitomt, P. B. Luh,
K. R. Pattipati, "A practical approach to job-shop scheduling problems", IEEE Transactions on Robotics and Automation 9
(1993) 1-13). Prices are whole numbers, so that nothing is rounded. They climb where more is bought than there is.

Of changing over only the least is counted that an operation always needs.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.planning.kernels.arrays import RUNS_ON, Ints
from core.planning.kernels.axis import plant_minutes
from core.planning.plan.bounds import least_tardiness
from core.planning.plan.neutral import read_problem, read_schedule
from core.planning.plan.problem import Machine, Op, Problem
from core.planning.plan.schedule import worth
from tests.bench.buying import FINE, Market, buy
from tests.bench.refusing import REFUSED, Parser, read_json, sentence, whole

COARSE = 30
"""Working minutes of a machine that have one price."""
MOMENTUM = 0.7
BOLD, TIMID = 0.7, 0.02
"""The share of Polyak's step that is taken, at first and at last."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The market of a problem, and its machine time in lots that have one price."""

    market: Market
    lots: Ints
    """By working minute of all machines, one machine after the other: its lot."""
    minutes: Ints
    """(lots) How many minutes it has."""

    def spent(self, prices: Ints) -> Ints:
        """By machine, the price of everything before each of its minutes; a machine has one more than minutes."""
        at_from, total = self.market.at_from.tolist(), np.cumsum(prices[self.lots])
        found = np.zeros(len(total) + len(at_from) - 1, dtype=np.int64)
        for machine, (first, past) in enumerate(pairwise(at_from)):
            found[first + machine + 1 : past + machine + 1] = total[first:past] - (total[first - 1] if first else 0)
        return found

    def used(self, use: Ints) -> Ints:
        """By lot, the minutes of it that were bought."""
        ends = self.market.at_from[1:] + np.arange(len(self.market.at_from) - 1)
        busy = np.delete(np.cumsum(use), ends)
        return np.bincount(self.lots, busy, len(self.minutes)).astype(np.int64)


def least_at_prices(problem: Problem, known: int, rounds: int = 1500) -> int:
    """Weighted plant minutes that every plan is late by; at most `known`, by which some plan is.

    What is fixed, runs on through closed time or takes no time is taken for done: that makes no plan dearer.
    """
    grid = grid_of(problem, known)
    prices, drift, best = np.zeros(len(grid.minutes)), np.zeros(len(grid.minutes)), least_tardiness(problem)
    for turn in range(rounds):
        cost, bought = _bought(problem, grid, np.rint(prices).astype(np.int64))
        best = max(best, -(-cost // FINE))
        drift = bought - grid.minutes + MOMENTUM * drift
        moving = drift[(prices > 0) | (drift > 0)]
        if best >= known or not moving.any():
            break
        step = BOLD * (TIMID / BOLD) ** (turn / rounds) * _short(FINE * known, cost) / (moving @ moving)
        prices = np.maximum(0.0, prices + step * drift)
    return min(best, known)


def _short(known: int, cost: int) -> int:
    """How far the cost is from what it could be at most: the better known, the bolder the step; never far off."""
    return min(2 * known, max(known - cost, known // 20))


def _bought(problem: Problem, grid: Grid, prices: Ints) -> tuple[int, Ints]:
    """What no plan costs less than at these prices, in thousandths, and how much of each lot is bought at them."""
    spent = grid.spent(prices)
    use = np.zeros_like(spent)
    cost = buy(problem.arrays, grid.market, spent, use)
    return int(cost - prices @ grid.minutes), grid.used(use)


def grid_of(problem: Problem, known: int) -> Grid:
    """Everything that stays as it is when prices change."""
    a = problem.arrays
    worked = [_minutes(machine) for machine in problem.machines]
    minute = np.unique(np.concatenate(worked))
    late = np.array([plant_minutes(a, int(t)) for t in (0, *(minute + 1).tolist())], dtype=np.int64)
    due = np.array([plant_minutes(a, order.due) for order in problem.orders], dtype=np.int64)
    limit = np.searchsorted(late, due + known // a.weight, side="right") - 1
    until = max(1, int(limit.max()))
    minute, late = minute[:until], late[: until + 1]
    worked = [each[: np.searchsorted(each, minute[-1] + 1)] for each in worked]
    at_from = np.cumsum([0, *map(len, worked)])
    market = Market(
        minute, late, due, limit, at_from, np.searchsorted(minute, np.concatenate(worked)), *_trees(problem),
        np.searchsorted(minute, a.ready), _least_changes(problem), *_room(problem, len(late)),
    )  # fmt: skip
    return Grid(market, *_lots(worked))


def _minutes(machine: Machine) -> Ints:
    """All minutes that a machine works, once it is free."""
    since = machine.available_from
    spans = [np.arange(max(opens, since), closes) for opens, closes in machine.windows if closes > since]
    return np.concatenate([np.arange(0), *spans])


def _lots(worked: Sequence[Ints]) -> tuple[Ints, Ints]:
    """By working minute its lot, and the minutes of each lot."""
    lots, first = [np.arange(0)], 0
    for each in worked:
        lots.append(first + np.arange(len(each)) // COARSE)
        first += -(-len(each) // COARSE)
    together = np.concatenate(lots)
    return together, np.bincount(together, minlength=first)


def _trees(problem: Problem) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """`turn_from`, `turn`, `row`, `pred_from` and `pred` of a market."""
    preds: list[list[int]] = [[] for _ in problem.ops]
    row, turns = np.zeros(len(problem.ops), dtype=np.int64), []
    for order in problem.orders:
        tree = _tree(problem, order.last)
        turns.append(list(reversed(tree)))
        row[turns[-1]] = np.arange(len(tree))
        for op, before in tree.items():
            preds[op] = before
    return *_flat(turns), row, *_flat(preds)


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    starts = np.cumsum([0, *map(len, rows)])
    return starts, np.array([each for row in rows for each in row], dtype=np.int64)


def _tree(problem: Problem, last: int) -> dict[int, list[int]]:
    """What an order's end waits for, each with its predecessors, and before them."""
    ways: dict[int, list[int]] = {}
    seen, waiting = {last}, [last]
    while waiting:
        op = waiting.pop()
        if _is_for_sale(problem.ops[op]):
            ways[op] = [each for each in problem.ops[op].preds if each not in seen]
            seen.update(ways[op])
            waiting += ways[op]
    return {op: [each for each in before if each in ways] for op, before in ways.items()}


def _is_for_sale(op: Op) -> bool:
    return op.pin is None and op.pause != RUNS_ON and all(minutes > 0 for _, minutes in op.ways)


def _least_changes(problem: Problem) -> Ints:
    """By way: from what its machine is set up for now, or from any other work that can come before it there."""
    there = [Counter([machine.family_now]) for machine in problem.machines]
    for op in problem.ops:
        for machine, _ in op.ways:
            there[machine][op.family] += 1
    found = [_least_change(problem, machine, there[machine], op.family) for op in problem.ops for machine, _ in op.ways]
    return np.array(found, dtype=np.int64)


def _least_change(problem: Problem, machine: int, there: Counter[int], family: int) -> int:
    table = problem.setup[problem.machines[machine].setup_group]
    return int(min(table[before, family] for before, count in there.items() if before != family or count > 1))


def _room(problem: Problem, times: int) -> tuple[Ints, Ints, Ints, Ints]:
    rows = max(len(_tree(problem, order.last)) for order in problem.orders)
    scratch = np.zeros((max(1, rows), times), dtype=np.int64)
    return np.zeros(times, dtype=np.int64), scratch, scratch.copy(), np.zeros(len(problem.ops), dtype=np.int64)


def main() -> int:
    """Run it; 1 and a line on standard error for what cannot be read."""
    parser = Parser(prog="python -m tests.bench.priced", description=__doc__)
    parser.add_argument("problem", type=Path)
    parser.add_argument("schedule", type=Path, help="a plan of it, as good as there is")
    parser.add_argument("--rounds", type=whole(1, 1_000_000), default=1500)
    chosen = parser.parse_args()
    try:
        problem = read_problem(read_json(chosen.problem))
        known = worth(problem, read_schedule(read_json(chosen.schedule), problem)).tardiness
    except REFUSED as wrong:
        print(sentence(chosen.problem, wrong), file=sys.stderr)
        return 1
    print(f"{known / 60:.1f} h; no plan is below {least_at_prices(problem, known, chosen.rounds) / 60:.1f} h")
    return 0


if __name__ == "__main__":
    sys.exit(main())
