"""The bodies of what the bot says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.wecom.aibot import streams

CARD = {"card_type": "text_notice", "task_id": "ORD-1@r1"}


def test_a_stream() -> None:
    assert streams.stream("st-1", "正在查询 …", finish=False) == {
        "msgtype": "stream",
        "stream": {"id": "st-1", "finish": False, "content": "正在查询 …"},
    }


def test_a_stream_with_a_card() -> None:
    assert streams.stream("st-1", "好", finish=True, card=CARD) == {
        "msgtype": "stream_with_template_card",
        "stream": {"id": "st-1", "finish": True, "content": "好"},
        "template_card": CARD,
    }


def test_messages_of_their_own() -> None:
    assert streams.markdown("**日报**") == {"msgtype": "markdown", "markdown": {"content": "**日报**"}}
    assert streams.card(CARD) == {"msgtype": "template_card", "template_card": CARD}
    assert streams.media("file", "m-1") == {"msgtype": "file", "file": {"media_id": "m-1"}}
    assert streams.welcome("你好") == {"msgtype": "text", "text": {"content": "你好"}}


def test_a_changed_card_is_for_everybody_unless_people_are_named() -> None:
    assert streams.update(CARD) == {"response_type": "update_template_card", "template_card": CARD}
    assert streams.update(CARD, ["wang.sheng"])["userids"] == ["wang.sheng"]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("a" * 20_480, 20_480),  # what just fits
        ("a" * 20_481, 20_480),
        ("交" * 6_827, 6_826),  # three bytes each: the last one would be cut in two
        ("📦" * 5_121, 5_120),
    ],
)
def test_what_is_too_long_is_cut_between_characters(content: str, kept: int) -> None:
    assert streams.markdown(content)["markdown"]["content"] == content[:kept]
    assert streams.stream("st", content, finish=True)["stream"]["content"] == content[:kept]


@given(st.text(st.characters()), st.integers(0, 40))
def test_a_cut_text_fits_and_is_a_beginning(content: str, most: int) -> None:
    kept = streams.cut(content, most)

    assert content.startswith(kept)
    assert most - 3 <= len(kept.encode()) <= most or kept == content


def test_half_a_character_does_no_harm() -> None:
    assert streams.cut("a\ud83d", 10) == "a?"
