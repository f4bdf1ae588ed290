"""A waiver covers what was asked for, until its day, and nothing beyond."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.manufacturability import DfmVerdict, DfmWaiverState, Waiver, check, rework_minutes, verdict_of
from core.manufacturability.check import with_waivers
from core.manufacturability.errors import DfmWaiverDecided, DfmWaiverPast, DfmWaiverTooLong
from core.manufacturability.waiver import kept_excess
from tests.core.manufacturability.builders import a_design, a_rule, measure

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY, UNTIL = date(2026, 11, 23), date(2026, 12, 20)
THIN = a_design(material="ABS", wall_thickness=measure("0.8"))


def a_waiver(*, until: date = UNTIL, excess: str = "0.4") -> Waiver:
    return Waiver(
        waiver_no="WV-2611-0001", subject="ORD-2611-0001", rule_id="DFM-WALL-ABS", attribute="wall_thickness",
        actual="0.8 mm", limit="1.2 mm", excess=Decimal(excess), reason="样件", until=until, asked_by="qian.qi",
        asked_at=NOW,
    )  # fmt: skip


def granted() -> Waiver:
    waiver = a_waiver()
    waiver.grant("wu.jian", now=NOW)
    return waiver


def verdict(design_wall: str, waiver: Waiver, today: date = TODAY) -> DfmVerdict:
    design = a_design(material="ABS", wall_thickness=measure(design_wall))
    return verdict_of(with_waivers(check(design, [a_rule()]), [waiver], today))


def test_asked_for_is_not_granted() -> None:
    assert verdict("0.8", a_waiver()) is DfmVerdict.BLOCKED


def test_granted_the_finding_shows_it_and_costs_no_rework() -> None:
    findings = with_waivers(check(THIN, [a_rule()]), [granted()], TODAY)

    assert [(it.waiver_no, it.waived_until) for it in findings] == [("WV-2611-0001", UNTIL)]
    assert rework_minutes(findings) == 0
    assert verdict_of(findings) is DfmVerdict.PASSED


def test_its_last_day_still_counts_and_the_next_one_does_not() -> None:
    assert verdict("0.8", granted(), UNTIL) is DfmVerdict.PASSED
    assert verdict("0.8", granted(), UNTIL + timedelta(days=1)) is DfmVerdict.BLOCKED


@pytest.mark.parametrize(("wall", "is_covered"), [("0.8", True), ("0.9", True), ("0.79", False), ("0.3", False)])
def test_what_is_worse_than_what_was_asked_for_is_not_covered(wall: str, is_covered: bool) -> None:
    assert (verdict(wall, granted()) is DfmVerdict.PASSED) is is_covered


@given(st.decimals(min_value="0", max_value="1000", places=12))
def test_it_covers_its_own_finding_however_many_decimals_that_has(excess: Decimal) -> None:
    waiver = a_waiver(excess=str(kept_excess(excess)))

    assert waiver.covers("DFM-WALL-ABS", "wall_thickness", excess)
    assert waiver.excess - excess <= Decimal("0.000001")


def test_another_rule_is_not_covered() -> None:
    findings = with_waivers(check(THIN, [a_rule("DFM-OTHER")]), [granted()], TODAY)

    assert verdict_of(findings) is DfmVerdict.BLOCKED


def test_it_is_decided_once() -> None:
    waiver = granted()

    with pytest.raises(DfmWaiverDecided):
        waiver.refuse("zhao.gong", "no", now=NOW)
    assert (waiver.state, waiver.decided_by) == (DfmWaiverState.GRANTED, "wu.jian")


def test_it_has_to_end_within_half_a_year() -> None:
    with pytest.raises(DfmWaiverTooLong):
        a_waiver(until=TODAY + timedelta(days=181)).ask(today=TODAY)
    assert a_waiver(until=TODAY + timedelta(days=180)).ask(today=TODAY)


def test_it_does_not_end_before_it_begins() -> None:
    with pytest.raises(DfmWaiverPast) as refused:
        a_waiver(until=TODAY - timedelta(days=1)).ask(today=TODAY)
    assert refused.value.facts == {"day": TODAY - timedelta(days=1)}
    assert a_waiver(until=TODAY).ask(today=TODAY)


def test_it_ends_once_and_only_when_it_is_over() -> None:
    waiver = granted()

    assert not waiver.expire(today=UNTIL, now=NOW)
    assert len(waiver.expire(today=UNTIL + timedelta(days=1), now=NOW)) == 1
    assert not waiver.expire(today=UNTIL + timedelta(days=2), now=NOW)
    assert waiver.state is DfmWaiverState.EXPIRED


def test_nobody_is_chased_about_what_is_decided() -> None:
    assert a_waiver().chase(1, now=NOW)
    assert not granted().chase(1, now=NOW)
