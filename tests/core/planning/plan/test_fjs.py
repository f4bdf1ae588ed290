"""The standard text of flexible job shops: what is read, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.plan.fjs import read_fjs

TWO_JOBS = "2 2 1.5\n2 2 1 3 2 4 1 2 5\n1 1 1 7\n"


def test_machines_count_from_one_and_operations_of_a_job_follow_each_other() -> None:
    problem = read_fjs(TWO_JOBS, name="two")

    assert problem.name == "two"
    assert [op.ways for op in problem.ops] == [((0, 3), (1, 4)), ((1, 5),), ((0, 7),)]
    assert [op.preds for op in problem.ops] == [(), (0,), ()]
    assert [op.order for op in problem.ops] == [0, 0, 1]
    assert [order.last for order in problem.orders] == [1, 2]
    assert all(machine.windows == ((0, problem.horizon),) for machine in problem.machines)
    assert not problem.setup.any()


@pytest.mark.parametrize(
    "text",
    [
        "2 2\n2 2 1 3 2 4 1 2 5\n1 1 1 7\n",  # no third number
        "\n2 2 1.5\n\n2 2 1 3 2 4 1 2 5\n  \n1 1 1 7\n\n\n",
        "2\t2  1.5 \r\n 2 2 1 3 2 4 1 2 5 \r\n1 1 1 7",
        "2 2 1.5\n2 2 1 3 2 4 2 2 5 2 9\n1 1 1 7\n",  # a machine named twice: its shorter time counts
    ],
)
def test_harmless_differences_do_not_matter(text: str) -> None:
    assert [op.ways for op in read_fjs(text).ops] == [op.ways for op in read_fjs(TWO_JOBS).ops]


def test_a_classic_job_shop_has_one_machine_for_each_operation() -> None:
    problem = read_fjs("2 2 1\n2 1 1 3 1 2 2\n2 1 2 4 1 1 1\n")

    assert [op.ways for op in problem.ops] == [((0, 3),), ((1, 2),), ((1, 4),), ((0, 1),)]


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("", "empty", "1"),
        (" \n\n", "empty", "1"),
        ("2\n1 1 1 7\n", "first_line", "1"),
        ("1 2 3 4\n1 1 1 7\n", "first_line", "1"),
        ("1 1 many\n1 1 1 7\n", "first_line", "1"),
        ("1 1 nan\n1 1 1 7\n", "first_line", "1"),
        ("1 1 1e400\n1 1 1 7\n", "first_line", "1"),
        ("1 1 -1\n1 1 1 7\n", "first_line", "1"),
        ("1 1000000\n1 1 1 5\n", "number_out_of_range", "1"),  # no shop has so many machines
        ("2 1\n15000" + 15_000 * " 1 1 1" + "\n15000" + 15_000 * " 1 1 1", "number_out_of_range", "3"),
        ("one 1\n1 1 1 7\n", "not_a_whole_number", "1"),
        ("0 1\n", "number_out_of_range", "1"),
        ("1 0\n1 1 1 7\n", "number_out_of_range", "1"),
        ("2 2\n1 1 1 7\n", "other_number_of_jobs", "2"),
        ("1 2\n1 1 1 7\n\n1 1 1 7\n", "other_number_of_jobs", "4"),
        ("1 2\n0\n", "number_out_of_range", "2"),  # a job without operations
        ("1 2\n1 0\n", "number_out_of_range", "2"),  # an operation that nobody can do
        ("1 2\n1 1 3 7\n", "number_out_of_range", "2"),  # a machine that is not there
        ("1 2\n1 1 0 7\n", "number_out_of_range", "2"),
        ("1 2\n1 1 1 -7\n", "not_a_whole_number", "2"),
        ("1 2\n1 1 1 7.5\n", "not_a_whole_number", "2"),
        ("1 2\n1 1 1 ⁷\n", "not_a_whole_number", "2"),
        ("1 2\n1 1 1 99999999999999\n", "number_out_of_range", "2"),
        ("1 2\n1 1 1 " + 5_000 * "9" + "\n", "number_out_of_range", "2"),
        ("1 2\n\n1 1 1\n", "ends_too_soon", "3"),
        ("1 2\n2 1 1 7\n", "ends_too_soon", "2"),
        ("1 2\n1 1 1 7 1\n", "more_than_the_operations", "2"),
        ("1 1\n2 1 1 1099511627776 1 1 1099511627776\n", "number_out_of_range", "1"),  # together it is too long
    ],
)
def test_nonsense_is_refused_with_its_line(text: str, what: str, line: str) -> None:
    with pytest.raises(BadProblem) as refused:
        read_fjs(text)

    assert (refused.value.facts["what"], refused.value.facts["code"]) == (what, line)


@given(st.text(alphabet="0123456789 \n-.x", max_size=60))
def test_whatever_the_text_it_is_read_or_refused(text: str) -> None:
    try:
        problem = read_fjs(text)
    except BadProblem:
        return

    assert problem.ops
