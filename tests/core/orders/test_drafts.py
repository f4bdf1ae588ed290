"""A form on its way to becoming an order."""

from datetime import date
from typing import Any

import pytest

from core.errors import BadInput
from core.orders import events as e
from core.orders.draft import FIELDS, DraftState, FieldProblem, OrderEntry
from core.orders.errors import DraftAlreadyUsed, DraftChangedMeanwhile
from tests.core.orders.builders import LATER, NOW, a_draft

WHOLE: dict[str, Any] = {
    "customer": "C-HY",
    "product": "SW-300",
    "quantity": 300,
    "requested_date": date(2026, 12, 20),
    "requirement": "白色",
}


def test_a_form_asks_for_exactly_what_is_missing() -> None:
    draft = a_draft(customer="C-HY", product="SW-300")

    assert draft.asked == ["quantity", "requested_date", "requirement"]


def test_what_could_not_be_read_is_missing_too() -> None:
    entry = OrderEntry(
        **WHOLE,
        problems={
            "quantity": FieldProblem(refusal="QuantityVague"),
            "spec_voltage": FieldProblem(refusal="NotAnOption"),
        },
    )

    assert entry.missing == ("quantity", "spec_voltage")


def test_a_later_entry_adds_and_corrects() -> None:
    first = OrderEntry(
        customer="C-HY", typed={"quantity": "两三百"}, problems={"quantity": FieldProblem(refusal="QuantityVague")}
    )

    merged = first.merged(OrderEntry(quantity=250, typed={"quantity": "250"}, spec={"voltage": "220V"}))

    assert (merged.customer, merged.quantity, merged.spec) == ("C-HY", 250, {"voltage": "220V"})
    assert merged.problems == {}
    assert merged.typed == {"quantity": "250"}


def test_a_later_entry_without_a_word_about_it_changes_nothing() -> None:
    assert OrderEntry(**WHOLE).merged(OrderEntry()) == OrderEntry(**WHOLE)


def test_a_form_goes_on_asking_for_what_it_asked_for_before() -> None:
    draft = a_draft(customer="C-HY", product="SW-300")

    [corrected] = draft.correct(OrderEntry(**WHOLE | {"product": ""}), now=LATER)

    assert draft.asked == ["quantity", "requested_date", "requirement", "product"]
    assert isinstance(corrected, e.DraftCorrected)
    assert draft.revision == 2


def test_a_form_sent_in_from_an_older_copy_is_refused() -> None:
    draft = a_draft()
    draft.correct(OrderEntry(), now=NOW)

    with pytest.raises(DraftChangedMeanwhile):
        draft.require_open(1)
    draft.require_open(2)
    draft.require_open(None)


def test_a_form_becomes_one_order_only() -> None:
    draft = a_draft(**WHOLE)
    draft.use("ORD-2611-0001")

    with pytest.raises(DraftAlreadyUsed) as refused:
        draft.require_open(None)
    assert refused.value.facts["order_no"] == "ORD-2611-0001"


def test_a_discarded_form_stays_away() -> None:
    draft = a_draft(**WHOLE)

    [discarded] = draft.discard(now=NOW)

    assert isinstance(discarded, e.DraftDiscarded)
    assert draft.state is DraftState.DISCARDED
    with pytest.raises(DraftAlreadyUsed):
        draft.require_open(None)


def test_ordering_anyway_is_only_for_who_was_asked() -> None:
    draft = a_draft(**WHOLE)

    with pytest.raises(DraftChangedMeanwhile):
        draft.require_suspected(None)

    [suspected] = draft.suspect(OrderEntry(**WHOLE), "ORD-2611-0007", now=NOW)
    draft.require_suspected(draft.revision)
    assert suspected == e.DuplicateSuspected(at=NOW, subject="DRF-2611-0001", twin="ORD-2611-0007")


def test_what_was_understood_survives_being_stored() -> None:
    entry = OrderEntry(**WHOLE, typed={"quantity": "三百台"}, problems={"product": FieldProblem(refusal="NotFound")})

    assert a_draft(**entry.model_dump()).understood == entry
    assert OrderEntry.model_validate(entry.model_dump(mode="json")) == entry


def test_a_refusal_as_the_problem_of_a_field_is_plain_data() -> None:
    class TooOdd(BadInput):
        """For this test."""

    problem = FieldProblem.of(TooOdd(day=date(2026, 12, 20)))

    assert problem == FieldProblem(refusal="TooOdd", facts={"day": "2026-12-20"})


def test_the_names_of_the_fields_are_public() -> None:
    assert FIELDS == ("customer", "product", "quantity", "requested_date", "requirement")
