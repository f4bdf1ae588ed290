"""G9: what a customer could see takes effect after their consent, or a waiver, and never before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.changes import ChangeKind, ChangeReason, ChangeRequest, ChangeStatus, Stakes
from core.changes.errors import (
    ConsentNotAwaited,
    ConsentNotGivenYet,
    CustomerNotAsked,
    CustomersNotAgreed,
    NoCustomerAwaited,
)
from core.changes.followed import ConsentChased, CustomerAsked, CustomerConsented, CustomersWaived

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TODAY = date(2026, 11, 23)
CHANGE = "CHG-2611-0001"
ASKED = {"C-HY": ("lin", ["ORD-2611-0001"]), "C-LW": ("he", ["ORD-2611-0002", "ORD-2611-0003"])}


def approved(*, is_visible: bool = True) -> ChangeRequest:
    change, _ = ChangeRequest.draft(
        CHANGE, ChangeKind.ENGINEERING, "SW-300", base="A", requester="zhao", chat="", now=NOW
    )
    change.submit({}, base="A", reason_code=ChangeReason.DESIGN, reason="", now=NOW)
    change.stakes = Stakes(is_customer_visible=is_visible).model_dump(mode="json")
    change.status = ChangeStatus.APPROVED
    return change


def agreed(change: ChangeRequest, customer: str, *, on: date = TODAY) -> list[object]:
    return list(change.record_consent(customer, "张工", on, "邮件", "lin", today=TODAY, now=LATER))


def test_what_no_customer_sees_needs_nobody() -> None:
    change = approved(is_visible=False)

    assert change.ask_customers(ASKED, now=NOW) == []
    change.require_customers()


def test_what_they_could_see_is_held_even_before_anybody_is_asked() -> None:
    with pytest.raises(CustomersNotAgreed):
        approved().require_customers()


def test_each_customer_is_asked_once() -> None:
    change = approved()

    asked = change.ask_customers(ASKED, now=NOW)
    again = change.ask_customers(ASKED, now=LATER)

    assert asked == [
        CustomerAsked(at=NOW, subject=CHANGE, customer="C-HY", owner="lin"),
        CustomerAsked(at=NOW, subject=CHANGE, customer="C-LW", owner="he"),
    ]
    assert again == []


def test_it_is_held_until_the_last_has_agreed() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)

    [consented] = agreed(change, "C-HY")
    assert isinstance(consented, CustomerConsented)
    with pytest.raises(CustomersNotAgreed) as refused:
        change.require_customers()
    assert refused.value.facts["customers"] == ["C-LW"]
    agreed(change, "C-LW")

    change.require_customers()


def test_told_again_it_is_no_news() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)
    agreed(change, "C-HY")

    assert agreed(change, "C-HY") == []


def test_a_consent_of_tomorrow_is_none() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)

    with pytest.raises(ConsentNotGivenYet):
        agreed(change, "C-HY", on=TODAY + timedelta(days=1))


def test_a_customer_who_was_not_asked_cannot_agree() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)

    with pytest.raises(CustomerNotAsked):
        agreed(change, "C-XX")


def test_a_waiver_is_for_those_who_have_not_agreed() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)
    agreed(change, "C-HY")

    [waived] = change.waive_customers("gao", "合同允许", now=LATER)

    assert isinstance(waived, CustomersWaived)
    assert waived.customers == ["C-LW"]
    assert change.consent_of("C-HY").waived_at is None
    change.require_customers()
    with pytest.raises(NoCustomerAwaited):
        change.waive_customers("gao", "再来", now=LATER)


@pytest.mark.parametrize(
    ("level", "lead", "expected"),
    [
        (1, "zhou", (1, ["lin"])),
        (2, "zhou", (2, ["zhou"])),
        (2, "lin", (3, ["shen"])),  # the lead asks the customer
        (4, "zhou", (4, ["gao"])),
    ],
)
def test_an_answer_that_does_not_come_goes_up_the_line(level: int, lead: str, expected: tuple[int, list[str]]) -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)

    [chased] = change.chase_consent("C-HY", level, lead, "shen", ["gao"], now=LATER)

    assert isinstance(chased, ConsentChased)
    assert (chased.level, chased.chased) == expected
    assert change.chase_consent("C-HY", level, lead, "shen", ["gao"], now=LATER) == []


def test_nobody_is_chased_for_what_is_there() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)
    agreed(change, "C-HY")

    assert change.chase_consent("C-HY", 1, "zhou", "shen", ["gao"], now=LATER) == []
    assert change.chase_consent("C-XX", 1, "zhou", "shen", ["gao"], now=LATER) == []


def test_only_between_approval_and_effect() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)
    change.send_back("zhao", "另一变更先生效", now=LATER)

    with pytest.raises(ConsentNotAwaited):
        change.waive_customers("gao", "合同允许", now=LATER)
    with pytest.raises(ConsentNotAwaited):
        agreed(change, "C-HY")


def test_written_down_differently_it_needs_their_consent_again() -> None:
    change = approved()
    change.ask_customers(ASKED, now=NOW)
    agreed(change, "C-HY")
    agreed(change, "C-LW")
    change.send_back("zhao", "另一变更先生效", now=LATER)
    change.submit({}, base="B", reason_code=ChangeReason.DESIGN, reason="", now=LATER)
    change.stakes = Stakes(is_customer_visible=True).model_dump(mode="json")
    change.status = ChangeStatus.APPROVED

    with pytest.raises(CustomersNotAgreed):
        change.require_customers()
    assert len(change.ask_customers(ASKED, now=LATER)) == 2
    assert change.awaited_customers == ["C-HY", "C-LW"]
