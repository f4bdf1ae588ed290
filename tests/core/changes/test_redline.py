from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.changes.engineering import EngineeringContent
from core.changes.errors import ChangeIncomplete, InBomAlready, LineChangedMeanwhile, NothingDifferent, NotInBom
from core.changes.redline import Line, LineAction, LineChange, Lines, applied, redline, settled, still_applies
from core.changes.status import ChangeReason
from core.revisions import Effectivity

CODES = ("CHIP", "COVER", "GLASS", "SCREW", "SEAL")
QUANTITIES = st.integers(1, 5).map(Decimal)
BOMS = st.dictionaries(st.sampled_from(CODES), QUANTITIES, min_size=1).map(
    lambda told: tuple(Line(code, qty, Decimal("0.01"), 10) for code, qty in sorted(told.items()))
)
ONE = Decimal(1)


def add(component: str, qty: int = 1) -> LineChange:
    return LineChange(action=LineAction.ADD, component=component, qty_per=Decimal(qty))


def remove(component: str) -> LineChange:
    return LineChange(action=LineAction.REMOVE, component=component)


def swap(component: str, instead: str) -> LineChange:
    return LineChange(action=LineAction.SWAP, component=component, instead=instead)


def to(component: str, qty: int, before: int | None = None) -> LineChange:
    told = Decimal(before) if before is not None else None
    return LineChange(action=LineAction.CHANGE, component=component, qty_per=Decimal(qty), qty_before=told)


def between(before: Lines, after: Lines) -> list[LineChange]:
    """The changes that lead from one to the other, as somebody would write them down."""
    found = redline(before, after)
    return [
        *(remove(line.component) for line in found.removed),
        *(add(line.component, int(line.qty_per)) for line in found.added),
        *(to(new.component, int(new.qty_per)) for _, new in found.changed),
    ]


@given(BOMS, BOMS)
def test_what_leads_from_one_to_the_other_leads_there_and_back(before: Lines, after: Lines) -> None:
    quantities = [(line.component, line.qty_per) for line in after]
    changes = between(before, after)
    if not changes:
        with pytest.raises(NothingDifferent):
            applied("LAMP", before, changes)
        return

    there = applied("LAMP", before, changes)
    back = applied("LAMP", there, between(there, before))

    assert [(line.component, line.qty_per) for line in there] == quantities
    assert [(line.component, line.qty_per) for line in back] == [(line.component, line.qty_per) for line in before]


@given(BOMS, BOMS)
def test_a_redline_is_empty_only_where_nothing_differs_and_mirrored_backwards(before: Lines, after: Lines) -> None:
    there, back = redline(before, after), redline(after, before)

    assert there.is_empty is (before == after)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert there.changed == tuple((old, new) for new, old in back.changed)


@given(BOMS, BOMS, BOMS)
def test_settled_changes_apply_elsewhere_only_where_the_touched_lines_are_the_same(
    before: Lines, after: Lines, other: Lines
) -> None:
    changes = settled(before, between(before, after))
    touched = {code for change in changes for code in change.touched}

    def lines(bom: Lines) -> dict[str, Decimal]:
        return {line.component: line.qty_per for line in bom if line.component in touched}

    if changes:
        assert still_applies("LAMP", other, changes) is (lines(before) == lines(other))


def test_what_stands_in_takes_the_place_of_the_old_one() -> None:
    before = (Line("CHIP", Decimal(2), Decimal("0.02"), 20),)

    assert applied("LAMP", before, [swap("CHIP", "CHIP-G")]) == (Line("CHIP-G", Decimal(2), Decimal("0.02"), 20),)


BEFORE = (Line("CHIP", ONE), Line("SEAL", ONE))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (remove("GLASS"), NotInBom),
        (add("CHIP"), InBomAlready),
        (swap("CHIP", "SEAL"), InBomAlready),
        (swap("GLASS", "SEAL"), NotInBom),
        (to("SEAL", 2, before=3), LineChangedMeanwhile),
        (to("SEAL", 1), NothingDifferent),
    ],
)
def test_what_cannot_be_done_to_the_lines_is_refused(change: LineChange, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        applied("LAMP", BEFORE, [change])


WHOLE = EngineeringContent(lines=(swap("CHIP", "CHIP-G"),), reason_code=ChangeReason.SUPPLY, reason="停产")


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({}, []),
        ({"lines": ()}, ["lines"]),
        ({"unread": ("很贵",)}, ["lines"]),
        ({"reason": "", "reason_code": None}, ["reason_code", "reason"]),
        ({"effectivity": Effectivity.DATE}, ["since"]),
        ({"effectivity": Effectivity.ORDER}, ["since"]),
        ({"effectivity": Effectivity.LOT, "from_number": "WO-2611-0002-1"}, []),
        ({"effectivity": Effectivity.USE_UP}, []),  # the one part that goes is meant
        ({"effectivity": Effectivity.USE_UP, "lines": (add("GLASS"),)}, ["since"]),
        ({"is_temporary": True}, ["limit"]),
        ({"is_temporary": True, "most_orders": 3}, []),
    ],
)
def test_it_is_known_what_is_missing(told: dict[str, object], missing: list[str]) -> None:
    content = WHOLE.model_copy(update=told)

    assert content.missing == missing
    if missing:
        with pytest.raises(ChangeIncomplete):
            content.require_complete()
    else:
        assert content.require_complete().use_up == ("CHIP" if content.effectivity is Effectivity.USE_UP else "")
