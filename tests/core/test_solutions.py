"""Standard solutions beside what is wanted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.solutions import (
    Fit,
    NothingToClear,
    SolutionNotOffered,
    StandardSolution,
    matches,
    readable,
    values_of,
)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
COLOURS = ("白色", "灰色", "黑色", "红色")


def a_solution(code: str = "SOL-1", **valid: str) -> StandardSolution:
    valid = valid or {"panel_colour": "白色|灰色", "screen_inch": "4", "track": "1..6"}
    return StandardSolution(code=code, name=code, product="SW-300", valid_spec=valid, is_released=True)


def fits(solution: StandardSolution, **wanted: str) -> dict[str, Fit]:
    return {each.key: each.fit for each in solution.match(wanted).fields}


def test_each_field_says_how_it_fits() -> None:
    found = fits(a_solution(), panel_colour="灰色", screen_inch="4", track="9")

    assert found == {"panel_colour": Fit.WITHIN, "screen_inch": Fit.EXACT, "track": Fit.DIFFERS}


def test_what_differs_becomes_the_nearest_there_is() -> None:
    match = a_solution().match({"panel_colour": "红色", "screen_inch": "5", "track": "9"})

    assert match.spec == {"panel_colour": "白色", "screen_inch": "4", "track": "6"}
    assert [each.key for each in match.differences] == ["panel_colour", "screen_inch", "track"]


def test_what_nobody_has_said_is_made_as_usual() -> None:
    match = a_solution().match({"panel_colour": "灰色"})

    assert match.spec == {"panel_colour": "灰色", "screen_inch": "4", "track": "1"}
    assert match.differences == ()


def test_a_field_it_says_nothing_of_is_made_as_wanted() -> None:
    assert a_solution(screen_inch="4").match({"voltage": "24V", "screen_inch": "4"}).spec["voltage"] == "24V"


def test_the_nearest_comes_first_and_three_are_enough() -> None:
    exact, one_off, two_off = (
        a_solution("C", a="1", b="1"),
        a_solution("B", a="1", b="2"),
        a_solution("A", a="2", b="2"),
    )
    others = [a_solution(f"Z{n}", a="1", b="3") for n in range(4)]

    found = matches([two_off, *others, one_off, exact], {"a": "1", "b": "1"})

    assert [each.solution for each in found] == ["C", "B", "Z0"]


def test_a_value_further_off_is_a_worse_match() -> None:
    near, far = a_solution("Z", a="1", screen="5"), a_solution("A", a="1", screen="9")

    assert [each.solution for each in matches([far, near], {"a": "1", "screen": "4"})] == ["Z", "A"]


def test_what_fits_in_less_than_half_is_no_match() -> None:
    assert matches([a_solution(a="1", b="2", c="2")], {"a": "1", "b": "1", "c": "1"}) == []
    assert matches([a_solution(a="1")], {}) == []


@pytest.mark.parametrize(("is_released", "flagged_by"), [(False, ""), (True, "CHG-2611-0001")])
def test_what_is_not_released_or_touched_by_a_change_is_not_offered(is_released: bool, flagged_by: str) -> None:
    solution = a_solution(a="1")
    solution.is_released, solution.flagged_by = is_released, flagged_by

    assert matches([solution], {"a": "1"}) == []
    with pytest.raises(SolutionNotOffered):
        solution.require_offered()


def test_a_change_flags_it_once_and_rnd_clears_it() -> None:
    solution = a_solution()

    assert len(solution.flag("CHG-2611-0001", now=NOW)) == 1
    assert solution.flag("CHG-2611-0001", now=NOW) == []
    assert len(solution.clear("zhao.gong", now=NOW)) == 1
    assert solution.is_offered
    with pytest.raises(NothingToClear):
        solution.clear("zhao.gong", now=NOW)


@pytest.mark.parametrize(
    ("words", "is_fine"),
    [("白色|灰色", True), ("4", True), ("1..6", True), ("6..1", False), ("1..", False), ("白色|", False), ("", False)],
)
def test_what_a_field_may_be_has_to_be_readable(words: str, is_fine: bool) -> None:
    assert readable(words) is is_fine
    assert (StandardSolution.contradiction({"valid_spec": {"a": words}}) is None) is is_fine


def test_a_solution_that_says_nothing_is_none() -> None:
    assert StandardSolution.contradiction({"valid_spec": {}}) is not None
    assert StandardSolution.contradiction({"name": "x"}) is None


choices = st.lists(st.sampled_from(COLOURS), min_size=1, unique=True).map("|".join)
numbers = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(lambda it: f"{it[0]}..{it[1]}")


@given(
    valid=st.fixed_dictionaries({"colour": choices, "length": numbers}),
    wanted=st.fixed_dictionaries(
        {}, optional={"colour": st.sampled_from(COLOURS), "length": st.integers(0, 30).map(str)}
    ),
)
def test_what_would_be_made_is_always_allowed_and_as_wanted_where_that_is(
    valid: dict[str, str], wanted: dict[str, str]
) -> None:
    match = a_solution(**valid).match(wanted)

    low, high = map(int, values_of(valid["length"]))
    assert match.spec["colour"] in values_of(valid["colour"])
    assert low <= int(match.spec["length"]) <= high
    for each in match.fields:
        assert (each.fit is Fit.DIFFERS) == bool(each.wanted and each.wanted != each.given)
