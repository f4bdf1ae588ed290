"""For whom, and when, a substitute may be planned."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.substitutes import (
    PeriodBackwards,
    PeriodMissing,
    SameItem,
    SubstituteApproval,
    SubstituteChanged,
    SubstituteDecided,
    SubstituteState,
)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ORDERS = ["ORD-2611-0001", "ORD-2611-0002"]
CUSTOMERS = ["C-HY", "C-LW"]


def asked(**changes: Any) -> SubstituteApproval:
    told: dict[str, Any] = {
        "order_no": ORDERS[0], "customer": "", "valid_from": None, "valid_until": None, "reason": "缺货",
        "person": "chen.cai",
    }  # fmt: skip
    return SubstituteApproval.ask("SUB-1", "A", "B", **(told | changes), now=NOW)[0]


def approved(**changes: Any) -> SubstituteApproval:
    made = asked(**changes)
    made.approve("zhao.gong", now=NOW)
    return made


def test_nothing_is_covered_before_it_is_allowed() -> None:
    assert not asked().covers(ORDERS[0], "", TODAY)
    assert approved().covers(ORDERS[0], "", TODAY)


def test_nothing_is_covered_after_it_is_revoked() -> None:
    made = approved()

    made.revoke("zhao.gong", now=NOW)

    assert not made.covers(ORDERS[0], "", TODAY)


@given(
    order_no=st.sampled_from(["", *ORDERS]), customer=st.sampled_from(["", *CUSTOMERS]),
    first=st.none() | st.integers(-5, 5), days=st.none() | st.integers(0, 5),
    of=st.sampled_from(ORDERS), by=st.sampled_from(CUSTOMERS), day=st.integers(-8, 12),
)  # fmt: skip
def test_it_covers_what_it_names_on_its_days_and_nothing_else(
    order_no: str, customer: str, first: int | None, days: int | None, of: str, by: str, day: int
) -> None:
    begins = TODAY + timedelta(days=first) if first is not None else None
    ends = (begins or TODAY) + timedelta(days=days) if days is not None else None
    today = TODAY + timedelta(days=day)
    if not (order_no or customer or ends):
        with pytest.raises(PeriodMissing):
            asked(order_no=order_no, customer=customer, valid_from=begins, valid_until=ends)
        return
    made = approved(order_no=order_no, customer=customer, valid_from=begins, valid_until=ends)

    is_named = of == order_no if order_no else by == customer if customer else True
    is_today = (begins is None or begins <= today) and (ends is None or today <= ends)
    assert made.covers(of, by, today) is (is_named and is_today)


def test_an_item_is_not_its_own_substitute() -> None:
    with pytest.raises(SameItem):
        SubstituteApproval.ask(
            "SUB-1", "A", "A", order_no="O", customer="", valid_from=None, valid_until=None, reason="x", person="p",
            now=NOW,
        )  # fmt: skip


def test_days_that_end_before_they_begin_are_none() -> None:
    with pytest.raises(PeriodBackwards):
        asked(valid_from=TODAY, valid_until=TODAY - timedelta(days=1))


def test_what_is_decided_stays_decided_and_twice_is_once() -> None:
    made = approved()

    assert made.approve("qian.qi", now=NOW) == []
    assert made.decided_by == "zhao.gong"
    with pytest.raises(SubstituteDecided):
        made.refuse("qian.qi", "no", now=NOW)
    assert made.state is SubstituteState.APPROVED


def test_only_what_is_allowed_can_be_revoked() -> None:
    with pytest.raises(SubstituteDecided):
        asked().revoke("zhao.gong", now=NOW)


def test_an_older_card_is_not_obeyed() -> None:
    made = approved()

    made.require_revision(made.revision)
    with pytest.raises(SubstituteChanged):
        made.require_revision(1)
