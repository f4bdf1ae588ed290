"""`tongpin quote`: the same question as in chat, from the shell."""

import json
from typing import Any

import pytest

from bot.cli.asking import print_quote
from core.errors import NameAmbiguous, NotFound

pytestmark = pytest.mark.usefixtures("seeded")


def quoted(capsys: pytest.CaptureFixture[str], product: str, customer: str) -> Any:
    """The answer for programs."""
    capsys.readouterr()
    print_quote(product, 10, customer, "", as_json=True)
    return json.loads(capsys.readouterr().out)


def test_product_and_customer_are_found_by_name_as_by_code(capsys: pytest.CaptureFixture[str]) -> None:
    by_code = quoted(capsys, "SW-300", "C-HY")

    assert quoted(capsys, "sw300", "恒远地产")["promise_date"] == by_code["promise_date"]


def test_a_stranger_is_refused() -> None:
    with pytest.raises(NotFound):
        print_quote("SW-300", 10, "火星", "", as_json=True)


def test_a_name_of_several_is_asked_back() -> None:
    with pytest.raises(NameAmbiguous):
        print_quote("SW", 10, "", "", as_json=True)
