"""A part and the machines: which can make it, and which comes nearest where none can."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.manufacturability import Candidate, DfmSeverity, DfmVerdict, FindingKind, match, verdict_of
from core.manufacturability.machines import check_machines
from core.manufacturability.units import Measure
from tests.core.manufacturability.builders import a_design, a_machine, measure

SHORT, LONG, OUTSIDE = a_machine("PRS-1", "2"), a_machine("PRS-2", "3"), a_machine("WX-PRS", "6", is_outside=True)
ALL = {"PRS": [SHORT, LONG, OUTSIDE]}


def codes(*candidates: Candidate, length: str) -> tuple[list[str], list[str]]:
    found = match({"length": measure(length, "m")}, candidates)
    return [it.code for it in found.capable], [it.code for it in found.incapable]


class TestMatching:
    def test_own_ones_first_and_the_smallest_that_suffices(self) -> None:
        assert codes(OUTSIDE, LONG, SHORT, length="1") == (["PRS-1", "PRS-2", "WX-PRS"], [])

    def test_what_is_too_long_goes_to_the_larger_one(self) -> None:
        assert codes(SHORT, LONG, OUTSIDE, length="2.5") == (["PRS-2", "WX-PRS"], ["PRS-1"])

    def test_where_none_can_the_nearest_is_named_with_what_it_misses(self) -> None:
        found = match({"length": measure("7", "m")}, [SHORT, OUTSIDE, LONG])

        assert found.nearest is not None
        assert found.nearest.code == "WX-PRS"
        assert found.nearest.gaps[0].excess == 1000
        assert [it.code for it in found.incapable] == ["WX-PRS", "PRS-2", "PRS-1"]

    def test_too_small_is_beyond_it_as_well(self) -> None:
        assert codes(a_machine("A", "2", least="1"), length="0.5") == ([], ["A"])

    def test_what_is_not_told_or_of_another_kind_rules_nobody_out(self) -> None:
        assert len(match({}, [SHORT]).capable) == 1
        assert len(match({"length": measure("9", "kg")}, [SHORT]).capable) == 1


class TestFindings:
    def test_a_part_of_two_and_a_half_metres_is_refused_for_a_press_of_two(self) -> None:
        findings = check_machines(a_design(length=measure("2.5", "m"), work_centre="prs-1"), ALL)

        [finding] = findings
        assert (finding.rule_id, finding.actual, finding.limit) == ("CAP-PRS-1", "2.5 m", "2 m")
        assert [it.code for it in finding.offers] == ["PRS-2", "WX-PRS"]
        assert verdict_of(findings) is DfmVerdict.BLOCKED

    def test_for_the_group_it_is_a_warning_while_another_of_ours_can(self) -> None:
        [finding] = check_machines(a_design(processes=frozenset({"PRS"}), length=measure("2.5", "m")), ALL)

        assert (finding.severity, finding.machine) == (DfmSeverity.WARN, "PRS-1")

    def test_and_blocks_where_only_a_subcontractor_can(self) -> None:
        findings = check_machines(a_design(processes=frozenset({"PRS"}), length=measure("4", "m")), ALL)

        assert {it.machine for it in findings} == {"PRS-1", "PRS-2"}
        assert {it.severity for it in findings} == {DfmSeverity.BLOCK}
        assert all([offer.code for offer in it.offers] == ["WX-PRS"] for it in findings)

    def test_the_larger_one_named_is_fine(self) -> None:
        assert not check_machines(a_design(length=measure("2.5", "m"), work_centre="PRS-2"), ALL)

    def test_a_machine_whose_size_matters_asks_for_it(self) -> None:
        findings = check_machines(a_design(work_centre="PRS-1"), ALL)

        assert [(it.kind, it.attribute) for it in findings] == [(FindingKind.MISSING, "length")]

    def test_groups_that_have_no_part_in_it_say_nothing(self) -> None:
        assert not check_machines(a_design(processes=frozenset({"SMT"}), length=measure("9", "m")), ALL)


LENGTHS = st.decimals(min_value="0.1", max_value="10", places=1)


@given(LENGTHS, st.lists(LENGTHS, max_size=6), st.randoms(use_true_random=False))
def test_everyone_is_judged_once_and_the_order_makes_no_difference(
    length: Decimal, sizes: list[Decimal], random: object
) -> None:
    machines = [a_machine(f"M-{at}", str(size), is_outside=at % 2 == 1) for at, size in enumerate(sizes)]
    values = {"length": Measure(length, "m")}
    found = match(values, machines)
    random.shuffle(machines)  # type: ignore[attr-defined]

    assert match(values, machines) == found
    assert {it.code for it in found.capable} == {f"M-{at}" for at, size in enumerate(sizes) if size >= length}
    assert len(found.capable) + len(found.incapable) == len(sizes)
