"""What a tap means: the button's value, and the form beside it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.wecom.taps import tapped_value

CONFIRM = '{"act":"confirm","ref":"ORD-1","rev":3}'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (CONFIRM, {"act": "confirm", "ref": "ORD-1", "rev": 3}),
        ("date_ok", {"act": "date_ok"}),
        ("7", {"act": "7"}),
        ("[1]", {"act": "[1]"}),
        ('{"act":', {"act": '{"act":'}),
        ("", {}),
    ],
)
def test_a_key_of_ours_is_json_and_any_other_a_word(key: str, value: dict[str, Any]) -> None:
    assert tapped_value(key, {}) == (value, {})


def test_what_was_chosen_is_one_id_or_several() -> None:
    selections = {"line": ["SMT-2"], "arrived": ["PCB-77", "CASE-B"]}

    assert tapped_value("plan", selections)[1] == {"line": "SMT-2", "arrived": ["PCB-77", "CASE-B"]}


@pytest.mark.parametrize("ids", [["none"], [], [""]])
def test_what_was_not_chosen_is_left_out(ids: list[str]) -> None:
    assert tapped_value("plan", {"line": ids, "shift": ["day"]})[1] == {"shift": "day"}


def test_a_button_may_stand_for_the_option_chosen() -> None:
    value, _ = tapped_value('{"pick":"which"}', {"which": [CONFIRM], "shift": ["day"]})

    assert value == {"act": "confirm", "ref": "ORD-1", "rev": 3}


@pytest.mark.parametrize("selections", [{}, {"which": ["none"]}, {"which": []}, {"other": [CONFIRM]}])
def test_a_button_for_an_option_that_was_not_chosen(selections: dict[str, list[str]]) -> None:
    assert tapped_value('{"pick":"which"}', selections)[0] == {"act": "unchosen"}


def test_a_button_for_one_option_when_two_were_chosen() -> None:
    assert tapped_value('{"pick":"which"}', {"which": [CONFIRM, "other"]})[0] == {"act": "unchosen"}


@given(st.text() | st.just('{"pick":"a"}'), st.dictionaries(st.sampled_from("ab"), st.lists(st.text())))
def test_any_key_and_selection_is_read(key: str, selections: dict[str, list[str]]) -> None:
    value, form = tapped_value(key, selections)

    assert isinstance(value, dict)
    assert set(form) <= set(selections)
