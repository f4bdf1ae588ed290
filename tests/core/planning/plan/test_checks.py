"""Nonsense in a problem is refused on construction, with what is wrong and with what."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.planning.errors import BadProblem
from core.planning.plan import checks
from core.planning.plan.checks import LONGEST
from core.planning.plan.problem import Due, Machine, Op, Problem

HORIZON = 10_000
MANY = 100_000


def a_machine(**changes: Any) -> Machine:
    return replace(Machine(code="A", work_centre="A", windows=((0, HORIZON),)), **changes)


def an_op(**changes: Any) -> Op:
    return replace(Op(order=0, ways=((0, 10),)), **changes)


def a_problem(**changes: Any) -> Problem:
    told: dict[str, Any] = {
        "name": "", "horizon": HORIZON, "machines": (a_machine(), a_machine(code="B")), "ops": (an_op(), an_op()),
        "orders": (Due(code="SO1", last=1, due=5),), "plant": ((0, HORIZON),),
        "setup": np.zeros((1, 1, 1), dtype=np.int64),
    }  # fmt: skip
    return Problem(**told | changes)


def with_op(**changes: Any) -> dict[str, Any]:
    return {"ops": (an_op(**changes), an_op())}


def with_machine(**changes: Any) -> dict[str, Any]:
    return {"machines": (a_machine(**changes), a_machine(code="B"))}


def with_order(**changes: Any) -> dict[str, Any]:
    return {"orders": (replace(Due(code="SO1", last=1, due=5), **changes),)}


def test_what_makes_sense_is_taken() -> None:
    assert len(a_problem(**with_order(due=-LONGEST)).arrays.due) == 1


@pytest.mark.parametrize(("changes", "what", "code"), [
    ({"machines": ()}, "none", "machines"),
    ({"ops": ()}, "none", "operations"),
    ({"horizon": 0}, "out_of_range", "horizon"),
    ({"plant": ()}, "never_works", "plant"),
    ({"plant": ((0, 5), (4, 9))}, "not_in_order", "plant"),
    ({"setup": np.zeros((1, 1), dtype=np.int64)}, "not_square", "setup"),
    ({"setup": np.zeros((1, 1, 2), dtype=np.int64)}, "not_square", "setup"),
    ({"setup": np.zeros((0, 0, 0), dtype=np.int64)}, "not_square", "setup"),
    ({"setup": np.zeros((1, 1, 1))}, "not_square", "setup"),
    ({"setup": np.full((1, 1, 1), -1)}, "out_of_range", "setup"),
    (with_machine(windows=()), "never_works", "A"),
    (with_machine(windows=((5, 9), (0, 4))), "not_in_order", "A"),
    (with_machine(windows=((0, 5), (4, 9))), "not_in_order", "A"),
    (with_machine(windows=((0, 5), (5, 9))), "not_in_order", "A"),
    (with_machine(windows=((-5, 9),)), "not_a_span", "A"),
    (with_machine(windows=((9, 5),)), "not_a_span", "A"),
    (with_machine(windows=((0, HORIZON + 1),)), "not_a_span", "A"),
    (with_machine(holes=((5, 9), (0, 4))), "not_in_order", "A"),
    (with_machine(available_from=-1), "out_of_range", "A"),
    (with_machine(setup_group=1), "unknown_index", "A"),
    (with_machine(family_now=1), "unknown_index", "A"),
    (with_op(order=1), "unknown_index", "operations[0]"),
    (with_op(family=-1), "unknown_index", "operations[0]"),
    (with_op(pause=3), "unknown_index", "operations[0]"),
    (with_op(preds=(2,)), "unknown_index", "operations[0]"),
    (with_op(preds=(-1,)), "unknown_index", "operations[0]"),
    (with_op(ready=-1), "out_of_range", "operations[0]"),
    (with_op(ready=LONGEST + 1), "out_of_range", "operations[0]"),
    (with_op(ways=()), "no_way", "operations[0]"),
    (with_op(ways=((2, 10),)), "unknown_index", "operations[0]"),
    (with_op(ways=((0, LONGEST + 1),)), "out_of_range", "operations[0]"),
    (with_op(ways=((0, 5), (0, 6))), "twice", "operations[0]"),
    (with_op(pin=(1, 0, 10)), "pin_elsewhere", "operations[0]"),
    (with_op(pin=(0, -1, 10)), "pin_outside", "operations[0]"),
    (with_op(pin=(0, 10, 10)), "pin_outside", "operations[0]"),
    (with_op(pin=(0, 5, HORIZON + 1)), "pin_outside", "operations[0]"),
    (with_order(last=2), "unknown_index", "SO1"),
    (with_order(weight=0), "out_of_range", "SO1"),
    (with_order(due=LONGEST + 1), "out_of_range", "SO1"),
    (with_order(weight=1 << 60), "too_much", "orders"),
])  # fmt: skip
def test_nonsense_is_refused(changes: dict[str, Any], what: str, code: str) -> None:
    with pytest.raises(BadProblem) as refused:
        a_problem(**changes)

    assert (refused.value.facts["what"], refused.value.facts["code"]) == (what, code)


def test_the_operation_that_finishes_an_order_is_one_of_its_own() -> None:
    orders = (Due(code="SO1", last=0, due=5), Due(code="SO2", last=1, due=5))

    with pytest.raises(BadProblem) as refused:
        a_problem(orders=orders)

    assert refused.value.facts["code"] == "SO2"


def test_pins_may_follow_each_other_but_not_lie_in_each_other() -> None:
    first = an_op(pin=(0, 100, 200))
    a_problem(ops=(first, an_op(pin=(0, 200, 300))))
    a_problem(ops=(an_op(ways=((1, 5),), pin=(1, 150, 300)), first))

    with pytest.raises(BadProblem) as refused:
        a_problem(ops=(first, an_op(pin=(0, 199, 300))))

    assert refused.value.facts["what"] == "pins_overlap"
    assert refused.value.facts["code"] == "operations[0], operations[1]"


def test_what_comes_to_more_than_64_bits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LARGEST_SUM", 4 * LONGEST)  # as if there were a quarter of a million operations
    longest = an_op(ways=((0, LONGEST),))
    a_problem(ops=(longest, longest, longest, an_op()))

    for changes in ({"ops": (longest,) * 5}, {"setup": np.full((1, 1, 1), LONGEST), "ops": (an_op(),) * 4}):
        with pytest.raises(BadProblem) as refused:
            a_problem(**changes)
        assert refused.value.facts["what"] == "too_much"


def test_a_circle_is_named_in_the_order_in_which_it_is_waited() -> None:
    ops = tuple(an_op(preds=preds) for preds in ((), (0, 3), (1,), (2,), (3,)))

    with pytest.raises(BadProblem) as refused:
        a_problem(ops=ops)

    assert refused.value.facts["what"] == "circle"
    told = refused.value.facts["code"].split(" → ")
    assert told[0] == told[-1]
    assert "".join(each[11] for each in told) in ("1231", "2312", "3123")


def test_a_circle_of_a_hundred_thousand_is_told_by_a_few() -> None:
    with pytest.raises(BadProblem) as refused:
        a_problem(ops=tuple(an_op(preds=((index - 1) % MANY,)) for index in range(MANY)))

    assert refused.value.facts["what"] == "circle"
    assert len(refused.value.facts["code"]) < 300


def test_a_chain_of_a_hundred_thousand_is_taken() -> None:
    assert a_problem(ops=tuple(an_op(preds=(index - 1,) if index else ()) for index in range(MANY))).arrays.pred.size
