"""A flagged work order goes to another revision: its material follows the lines; nothing is kept that is not there."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from core.planning.factory.master import BomLine
from core.planning.factory.records import Allocation, Source
from core.planning.redesign.rework import difference, reworked

ORDER, D = "ORD-2611-0001", Decimal
PARTS = ("A", "B", "G")
lines = st.dictionaries(st.sampled_from(PARTS), st.integers(1, 4), max_size=3).map(
    lambda found: [BomLine(component=part, qty_per=D(per)) for part, per in sorted(found.items())]
)


def kept(item_code: str, qty: int, source: Source = Source.STOCK) -> Allocation:
    return Allocation(order_no=ORDER, item_code=item_code, qty=D(qty), source=source)


def total(found: list[Allocation]) -> Mapping[str, Decimal]:
    return {part: sum((it.qty for it in found if it.item_code == part), D(0)) for part in PARTS}


def test_what_is_to_be_bought_is_given_up_before_what_is_there() -> None:
    found = reworked([kept("A", 10), kept("A", 5, Source.PURCHASE)], ORDER, {"A": D(-7), "G": D(6)}, {"G": D(4)})

    assert sorted((it.item_code, it.qty, it.source) for it in found) == [
        ("A", D(8), Source.STOCK), ("G", D(2), Source.PURCHASE), ("G", D(4), Source.STOCK),
    ]  # fmt: skip


def test_half_a_piece_is_a_whole_one_and_what_is_lost_is_issued_too() -> None:
    before = [BomLine(component="A", qty_per=D("0.5"))]
    after = [BomLine(component="A", qty_per=D("0.5"), scrap_rate=D("0.5"))]

    assert difference(before, after, D(3), lambda part, qty: D(ceil(qty))) == {"A": 1}


@given(lines, lines, st.integers(1, 50), st.dictionaries(st.sampled_from(PARTS), st.integers(0, 100)))
def test_an_order_that_had_all_it_needs_has_all_it_needs_then_and_no_more_of_the_shelf_than_is_free(
    before: list[BomLine], after: list[BomLine], qty: int, free: dict[str, int]
) -> None:
    had = [kept(line.component, int(line.gross(D(qty)))) for line in before]
    wanted = difference(before, after, D(qty), lambda part, needed: needed)

    found = reworked(had, ORDER, wanted, {part: D(there) for part, there in free.items()})

    needs = {line.component: line.gross(D(qty)) for line in after}
    assert {part: there for part, there in total(found).items() if there} == needs
    for part in PARTS:
        new = (
            sum((it.qty for it in found if it.item_code == part and it.source is Source.STOCK), D(0)) - total(had)[part]
        )
        assert new <= free.get(part, 0)
