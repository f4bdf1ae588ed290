"""Links and cookies: nobody makes one up, nobody changes one, none lasts longer than it should."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.signing import LONGEST_TOKEN, FormLinks, NoSecretKey, Seal

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINKS = FormLinks("a secret", "https://tongpin.example.com/")


def test_a_link_leads_back_to_its_ticket() -> None:
    url = LINKS.url("Xk-9_z")

    assert url.startswith("https://tongpin.example.com/f/Xk-9_z.")
    assert LINKS.read(url.rpartition("/")[2]) == "Xk-9_z"


@pytest.mark.parametrize(
    "token",
    [
        "Xk-9_z",
        "Xk-9_z.",
        ".",
        "",
        LINKS.token("Xk-9_z")[:-1],
        LINKS.token("Xk-9_z").replace("X", "x", 1),
        FormLinks("another secret", "https://tongpin.example.com").token("Xk-9_z"),
        "é" * 10,
        "\ud800.x",
        "x" * LONGEST_TOKEN + LINKS.token("Xk-9_z"),
    ],
)
def test_anything_else_leads_nowhere(token: str) -> None:
    assert LINKS.read(token) is None


@given(st.text(max_size=300))
def test_no_token_makes_it_fail(token: str) -> None:
    assert LINKS.read(token) is None
    assert Seal("a secret", "test").open(token, NOW) is None


def test_what_is_sealed_comes_back_until_its_time_is_over() -> None:
    seal = Seal("a secret", "test")
    closed = seal.close({"account": "lin.xiaoyan"}, NOW + HOUR)

    assert seal.open(closed, NOW) == {"account": "lin.xiaoyan"}
    assert seal.open(closed, NOW + HOUR) is None


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    closed = Seal("a secret", "one").close({"account": "lin.xiaoyan"}, NOW + HOUR)

    assert Seal("a secret", "other").open(closed, NOW) is None
    assert Seal("another secret", "one").open(closed, NOW) is None
    assert Seal("a secret", "one").open(closed[:-2] + "xx", NOW) is None


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(NoSecretKey, match=r"server\.secret_key"):
        FormLinks("", "https://tongpin.example.com")
    with pytest.raises(NoSecretKey):
        Seal("", "test")
