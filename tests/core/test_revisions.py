from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.revisions import (
    Effectivity,
    ItemRevision,
    RevisionEnd,
    Work,
    next_revision,
    number_key,
    revision_for,
    work_order_no,
)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)


def a_rule(revision: str = "B", **told: Any) -> ItemRevision:
    usual: dict[str, Any] = {"item": "LAMP", "base": "A", "change_no": "CHG-2611-0001", "opened_at": NOW}
    return ItemRevision(**(usual | {"revision": revision} | told))


def a_work(number: int = 7, **told: Any) -> Work:
    usual: dict[str, Any] = {"order_no": f"ORD-2611-{number:04d}", "line_no": 1, "day": DAY}
    return Work(**(usual | told))


@pytest.mark.parametrize(
    ("rule", "work", "revision"),
    [
        (a_rule(), a_work(), "B"),
        (a_rule(effectivity=Effectivity.DATE, from_date=DAY), a_work(), "B"),
        (a_rule(effectivity=Effectivity.DATE, from_date=DAY), a_work(day=DAY - timedelta(1)), "A"),
        (a_rule(effectivity=Effectivity.ORDER, from_number="ORD-2611-0007"), a_work(7), "B"),
        (a_rule(effectivity=Effectivity.ORDER, from_number="ORD-2611-0007"), a_work(6), "A"),
        (a_rule(effectivity=Effectivity.ORDER, from_number="ORD-2611-9999"), a_work(10000), "B"),
        (a_rule(effectivity=Effectivity.LOT, from_number="WO-2611-0007-2"), a_work(7, line_no=2), "B"),
        (a_rule(effectivity=Effectivity.LOT, from_number="WO-2611-0007-2"), a_work(7, line_no=1), "A"),
        (a_rule(effectivity=Effectivity.USE_UP, use_up="CHIP"), a_work(free={"CHIP": Decimal(0)}), "B"),
        (a_rule(effectivity=Effectivity.USE_UP, use_up="CHIP"), a_work(free={"CHIP": Decimal(9)}), "A"),
        # what is left is not enough for this one
        (
            a_rule(effectivity=Effectivity.USE_UP, use_up="CHIP"),
            a_work(free={"CHIP": Decimal(9)}, need={"CHIP": Decimal(10)}),
            "B",
        ),
        (a_rule(is_deviation=True, until=DAY), a_work(), "B"),
        (a_rule(is_deviation=True, until=DAY), a_work(day=DAY + timedelta(1)), "A"),
        (a_rule(ended_at=NOW), a_work(), "C"),  # nobody is given it any more: the one in force counts
    ],
)
def test_each_work_order_takes_what_its_rule_gives(rule: ItemRevision, work: Work, revision: str) -> None:
    assert revision_for("A" if rule.ended_at is None else "C", [rule], work) == revision


@given(st.integers(1, 5), st.lists(st.integers(1, 8), max_size=20))
def test_a_deviation_is_for_so_many_orders_however_often_they_ask(most: int, asking: list[int]) -> None:
    rule, taken = a_rule("A-T1", is_deviation=True, most_orders=most), list[str]()

    for number in asking:
        work = a_work(number, taken={"A-T1": frozenset(taken)})
        is_given = revision_for("A", [rule], work) == "A-T1"
        assert is_given is (work.order_no in taken or len(set(taken)) < most)
        taken += [work.order_no] if is_given else []

    assert len(set(taken)) == min(most, len(set(asking)))


@given(st.integers(0, 200), st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_the_old_part_is_used_up_by_whole_orders_and_never_again_after(there: int, needs: list[int]) -> None:
    rule, in_force, found = a_rule(effectivity=Effectivity.USE_UP, use_up="CHIP"), "A", list[str]()

    for number, need in enumerate(needs, 1):
        work = a_work(number, free={"CHIP": Decimal(there)}, need={"CHIP": Decimal(need)})
        found.append(revision_for(in_force, [rule], work))
        if found[-1] == "B":
            rule.close(RevisionEnd.IN_FORCE, now=NOW)
            in_force = "B"
        else:
            there -= need
        assert there >= 0

    switch = found.index("B") if "B" in found else len(found)
    assert found == ["A"] * switch + ["B"] * (len(found) - switch)
    assert switch == len(found) or there < needs[switch]


@given(
    st.sampled_from([Effectivity.DATE, Effectivity.ORDER, Effectivity.LOT]), st.integers(1, 30), st.integers(1, 3),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 3)), max_size=10),
)  # fmt: skip
def test_from_a_point_on_every_work_order_and_none_before(
    effectivity: Effectivity, first: int, first_line: int, asked: list[tuple[int, int]]
) -> None:
    number = f"ORD-2611-{first:04d}" if effectivity is Effectivity.ORDER else f"WO-2611-{first:04d}-{first_line}"
    rule = a_rule(effectivity=effectivity, from_date=DAY + timedelta(first), from_number=number)

    for order, line in asked:
        work = a_work(order, line_no=line, day=DAY + timedelta(order))
        is_after = (order, line) >= (first, first_line) if effectivity is Effectivity.LOT else order >= first
        assert (revision_for("A", [rule], work) == "B") is is_after


def test_the_newest_rule_counts_and_without_it_what_all_began_from() -> None:
    older = a_rule("B", effectivity=Effectivity.ORDER, from_number="ORD-2611-0005")
    newer = a_rule("B-T1", base="B", is_deviation=True, most_orders=1, opened_at=NOW + timedelta(1))

    assert revision_for("B", [newer, older], a_work(6)) == "B-T1"
    assert revision_for("B", [newer, older], a_work(6, taken={"B-T1": frozenset({"x"})})) == "B"
    assert revision_for("B", [older], a_work(4)) == "A"


def test_ending_twice_is_no_news() -> None:
    rule = a_rule(is_deviation=True, most_orders=3)

    assert [type(it).__name__ for it in rule.close(RevisionEnd.USED_UP, now=NOW)] == ["RevisionEnded"]
    assert rule.close(RevisionEnd.OVER, now=NOW) == []
    assert rule.end is RevisionEnd.USED_UP


@pytest.mark.parametrize(
    ("base", "known", "following"),
    [
        ("A", (), "B"),
        ("Z", (), "AA"),
        ("AZ", (), "BA"),
        ("A", ("B", "C"), "D"),
        ("V1.9", (), "V1.10"),
        ("首版", (), "首版2"),
    ],
)
def test_revisions_are_named_one_after_the_other(base: str, known: tuple[str, ...], following: str) -> None:
    assert next_revision(base, known) == following


def test_a_temporary_one_is_named_for_what_it_departs_from() -> None:
    assert next_revision("B", ("B-T1",), is_deviation=True) == "B-T2"


def test_numbers_are_compared_as_numbers() -> None:
    assert number_key("ORD-2611-10000") > number_key("ORD-2611-9999") > number_key("ORD-2610-9999")
    assert number_key(work_order_no("ORD-2611-0042", 2)) == (2611, 42, 2)
