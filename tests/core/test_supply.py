from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.supply import Item, ItemKind, PurchaseOrder, Substitute, circular_lines


def a_purchase_order(**fields: object) -> PurchaseOrder:
    told = {"po_no": "PO-1", "item": "MCU-32", "qty": 100, "eta": date(2026, 12, 1)} | fields
    return PurchaseOrder.model_validate(told)


@pytest.mark.parametrize(
    "wrong",
    [{"unit_cost": -1}, {"purchase_lead_time_days": 365_000}, {"item_code": "A B"}, {"unit_cost": Decimal("1e12")}],
)
def test_an_item_refuses_values_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"item_code": "A", "name": "甲", "kind": ItemKind.BOUGHT} | wrong)


def test_nothing_stands_in_for_itself() -> None:
    assert Substitute.contradiction({"item": "A", "substitute": "A"}) == ("substitute", "item")
    assert Substitute.contradiction({"item": "A", "substitute": "B"}) is None


def test_lines_by_which_an_item_contains_itself_are_found_at_any_depth() -> None:
    around = [("A", "B"), ("B", "C"), ("C", "A")]

    found = circular_lines([("TOP", "A"), *around, ("C", "LEAF"), ("X", "X")])

    assert found == {*around, ("X", "X")}


def test_a_part_used_in_several_places_is_no_circle() -> None:
    assert circular_lines([("A", "B"), ("A", "C"), ("B", "C"), ("A", "C")]) == set()


def test_a_chain_of_a_hundred_thousand_lines_is_looked_through_at_once() -> None:
    items = [str(number) for number in range(100_001)]

    assert circular_lines(reversed(list(pairwise(items)))) == set()


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF")), max_size=20))
def test_without_the_circular_lines_nothing_is_circular(lines: list[tuple[str, str]]) -> None:
    found = circular_lines(lines)

    assert circular_lines([line for line in lines if line not in found]) == set()
    assert all(_reaches(lines, component, parent) for parent, component in _on_a_circle(lines))
    assert _on_a_circle(lines) <= found


def _on_a_circle(lines: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(parent, component) for parent, component in lines if _reaches(lines, component, parent)}


def _reaches(lines: list[tuple[str, str]], start: str, goal: str) -> bool:
    reached, before = {start}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {component for parent, component in lines if parent in reached}
    return goal in reached
