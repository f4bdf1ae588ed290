"""Every card as its platform gets it. `pytest --record` rewrites the files; the diff is reviewed like code."""

import json
from pathlib import Path

import pytest

from cards.card import CARDS, Card, from_notice
from cards.dialects import content_for
from cards.render import render
from tests.cards.builders import CHINESE
from tests.cards.gallery import CASES, EVERY, HOSTILE, NO_WORDS_OF_OTHERS, drawn

GOLDEN = Path(__file__).parent.parent / "golden"
LANES = {"feishu": "feishu:oc_1", "wecom": "wecom:@lin.xiaoyan"}
"""A chat of each platform."""


def path_of(platform: str, card: type[Card], case: str) -> Path:
    return GOLDEN / platform / f"{card.__name__}__{case}.json"


@pytest.mark.parametrize("platform", LANES)
@pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_a_card_looks_as_it_was_recorded(
    platform: str, card: type[Card], case: str, request: pytest.FixtureRequest
) -> None:
    content, path = content_for(LANES[platform], drawn(card, case, CHINESE), CHINESE), path_of(platform, card, case)

    if request.config.getoption("--record"):
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert content == json.loads(path.read_text("utf-8"))


def test_every_card_is_in_the_gallery_and_those_with_words_of_others_with_hostile_ones() -> None:
    assert set(CASES) == set(CARDS.values())
    assert {card for card, cases in CASES.items() if "hostile" not in cases} == NO_WORDS_OF_OTHERS


@pytest.mark.parametrize("platform", LANES)
def test_no_golden_file_is_left_over(platform: str) -> None:
    assert {path.name for path in (GOLDEN / platform).iterdir()} == {path_of(platform, *it).name for it in EVERY}


@pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
def test_a_card_kept_as_a_notice_comes_back_the_same(card: type[Card], case: str) -> None:
    kept = drawn(card, case, CHINESE)

    again = from_notice(json.loads(json.dumps(kept.to_notice())))

    assert again == kept
    assert render(again, "feishu") == render(kept, "feishu")


def test_the_hostile_words_hold_everything_that_has_ever_broken_a_card() -> None:
    for evil in ('"', "{{", "{%", "${", "\n", "<at id=all></at>", "[x](http://evil)", "\\", "\u0000", "🏭"):
        assert evil in HOSTILE
