"""User text is data: whatever it is, it changes the words on a card and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.alert_card import AlertCard
from cards.card import Card
from cards.cutting import one_line
from cards.notes import NoteCard, RefusalCard
from cards.order_card import OrderCard
from cards.order_form import DuplicateCard, OrderFormCard
from cards.promise_card import PromiseCard, PromisingCard
from cards.render import render
from cards.task_card import TaskCard
from cards.wording import Wording
from tests.cards.builders import BOTH, CHINESE, TEXT
from tests.cards.rules import check, leaves
from tests.cards.spoken import alert_of, draft_of, order_of, unsold_order_of

EVIL = st.sampled_from(
    [
        "<at id=all></at>", "<at ids=ou_a,ou_b></at>", "[x](http://evil)", "![x](img)", "${jndi}", "{{ 7*7 }}",
        "{% if %}", '"},{"tag":"button"', "\\", '\\"', "\n", "\r\n", "\x00", "\u2028", "👩‍🔧", "\u202e", "**", "`",
        "{day}", "{0}", "[", "]", "：", "%s", "</text>", "https://evil.example.com中文",
    ]
)  # fmt: skip
SHORT = st.one_of(st.text(min_size=1, max_size=10), st.lists(EVIL, min_size=1, max_size=3).map("".join)).filter(
    lambda text: 0 < len(one_line(text)) <= 28
)
ANY = st.one_of(SHORT, st.builds(lambda text, times: (text * times)[:10_000], SHORT, st.integers(1, 2_000)))

Drawer = Callable[[str, Wording], Card]
CARDS_WITH_WORDS: dict[str, Drawer] = {
    "order": lambda text, words: OrderCard.of(order_of(text), words),
    "held": lambda text, words: OrderCard.of(order_of(text, is_on_hold=True), words),
    "promise": lambda text, words: PromiseCard.of(unsold_order_of(text), words),
    "promising": lambda text, words: PromisingCard.of(unsold_order_of(text), words),
    "production": lambda text, words: TaskCard.of(order_of(text), "production", words),
    "rnd": lambda text, words: TaskCard.of(order_of(text), "rnd", words),
    "purchasing": lambda text, words: TaskCard.of(order_of(text), "purchasing", words),
    "alert": lambda text, words: AlertCard.of(alert_of(text), words),
    "form": lambda text, words: OrderFormCard.of(draft_of(text), words),
    "duplicate": lambda text, words: DuplicateCard.of(draft_of(text), words),
    "note": lambda text, words: NoteCard(title=words.say("role.title"), text=text),
    "refusal": lambda text, words: RefusalCard.of(
        words.refusal_by_name(["NotFound"], {"kind": "order", "words": text, "near": [text]}), words
    ),
}
each_card = pytest.mark.parametrize("draw", CARDS_WITH_WORDS.values(), ids=CARDS_WITH_WORDS)


@each_card
@given(text=SHORT)
@settings(max_examples=25)
def test_other_words_change_the_words_on_a_card_and_nothing_else(draw: Drawer, text: str) -> None:
    before, after = (dict(leaves(render(draw(it, CHINESE), "feishu"))) for it in (TEXT, text))

    assert before.keys() == after.keys()
    for path, value in after.items():
        if value != before[path]:
            assert path[-1] in ("content", "default_value")
            assert _letters(value) == _letters(before[path].replace(TEXT, text))


@each_card
@given(text=ANY, words=st.sampled_from(BOTH))
@settings(max_examples=25)
def test_any_text_gives_a_card_that_the_platform_takes(draw: Drawer, text: str, words: Wording) -> None:
    rendered = render(draw(text, words), "feishu")

    check(rendered)
    assert _skeleton(rendered) == _skeleton(render(draw(TEXT, words), "feishu"))


@each_card
def test_words_of_others_only_ever_stand_in_plain_text(draw: Drawer) -> None:
    rendered = render(draw("<at id=all></at>", CHINESE), "feishu")

    found = [element for element in _elements(rendered) if "<at id=all></at>" in element["content"]]

    assert found
    assert {element["tag"] for element in found} == {"plain_text"}


def _letters(text: str) -> str:
    """A text without blanks and what nobody can see: a card puts somebody's words on one line."""
    return one_line(text).replace(" ", "")


def _skeleton(part: Any) -> Any:
    """The card without its words."""
    if isinstance(part, dict):
        return {key: "" if key in ("content", "default_value") else _skeleton(it) for key, it in part.items()}
    return list(map(_skeleton, part)) if isinstance(part, list) else part


def _elements(part: Any) -> list[dict[str, Any]]:
    """Every text object of the body and the header; the summary is plain by itself."""
    if isinstance(part, list):
        return [found for each in part for found in _elements(each)]
    if not isinstance(part, dict):
        return []
    inner = [found for key, each in part.items() if key != "config" for found in _elements(each)]
    return [*inner, part] if "content" in part else inner
