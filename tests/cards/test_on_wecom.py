"""Every card on WeCom: within every limit of the reference, with nothing lost on the way, whatever is written on it."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.wecom.rules.card import check_card
from bot.sandbox.wecom.rules.spot import Spot
from cards import wecom
from cards.card import Button, Card, Choice, Fact, Field, Form, Style, Tone
from cards.notes import NoteCard
from cards.order_form import OrderFormCard
from cards.superseded import SupersededCard
from cards.turns import LinkCard, QuestionCard
from cards.wecom.details import labelled, plain
from cards.wording import Wording
from tests.cards.builders import BOTH, CHINESE, ENGLISH
from tests.cards.gallery import EVERY, LONG, drawn
from tests.cards.spoken import draft_of
from tests.cards.test_any_text import ANY, CARDS_WITH_WORDS, Drawer

COLUMNS = {"wecom": "app", "wecom-group": "aibot"}
each_card = pytest.mark.parametrize(("card", "case"), EVERY, ids=lambda it: it if isinstance(it, str) else it.__name__)
each_channel = pytest.mark.parametrize("channel", wecom.CHANNELS)
in_both = pytest.mark.parametrize("words", BOTH, ids=lambda words: words.language)


def require_taken(content: dict[str, Any], channel: str, *, is_update: bool = False) -> None:
    """The platform takes it, and cuts nothing."""
    assert content
    texts = content.get("markdown", [])
    assert len(texts) <= wecom.CHANNELS[channel].messages
    assert all(0 < len(text.encode()) <= wecom.CHANNELS[channel].markdown for text in texts)
    if "template_card" in content:
        has_id = not is_update or COLUMNS[channel] == "aibot"
        card = {**content["template_card"], "task_id": "T-1@a"} if has_id else content["template_card"]
        spot = Spot(COLUMNS[channel], is_update=is_update)  # type: ignore[arg-type]
        check_card(card, spot)
        assert spot.cut == []


@in_both
@each_channel
@each_card
def test_the_platform_takes_every_card_and_cuts_nothing(
    card: type[Card], case: str, channel: str, words: Wording
) -> None:
    made = drawn(card, case, words)

    for is_lasting, toast in ((False, ""), (True, ""), (True, LONG)):
        content = wecom.draw(made, channel, words, is_lasting=is_lasting, toast=toast)
        require_taken(content, channel, is_update="replace_text" in content.get("template_card", {}))


@in_both
@pytest.mark.parametrize("channel", COLUMNS)
@each_card
def test_what_can_be_chosen_is_within_the_limits_too(card: type[Card], case: str, channel: str, words: Wording) -> None:
    content = wecom.draw_guided(drawn(card, case, words), channel, words)

    if content is not None:
        require_taken(content, channel)


@pytest.mark.parametrize("draw", CARDS_WITH_WORDS.values(), ids=CARDS_WITH_WORDS)
@given(text=ANY, words=st.sampled_from(BOTH), channel=st.sampled_from(sorted(wecom.CHANNELS)), toast=st.just("") | ANY)
@settings(max_examples=40)
def test_any_text_gives_a_card_that_the_platform_takes(
    draw: Drawer, text: str, words: Wording, channel: str, toast: str
) -> None:
    card = draw(text, words)

    require_taken(wecom.draw(card, channel, words, is_lasting=True, toast=toast), channel)
    require_taken(wecom.draw(wecom.details_of(card, words), channel, words), channel)


@given(text=ANY, channel=st.sampled_from(sorted(COLUMNS)))
@settings(max_examples=40)
def test_any_choice_gives_a_selection_that_the_platform_takes(text: str, channel: str) -> None:
    choices = tuple(Choice(text=f"{text}{number}", value=f"{number}{text}") for number in range(12))
    fields = tuple(Field(name=f"f{n}", label=text, kind="choice", choices=choices[: 4 * (n + 1)]) for n in range(3))
    submit = Button(text=text, act="submit", ref="DRF-1", rev=1)
    card = OrderFormCard.of(draft_of(text), CHINESE).model_copy(
        update={"form": Form(name="f", fields=fields, submit=submit)}
    )

    content = wecom.draw_guided(card, channel, CHINESE)

    if content is not None:
        require_taken(content, channel)


@in_both
@each_card
def test_nothing_there_is_to_read_gets_lost(card: type[Card], case: str, words: Wording) -> None:
    """On the card itself, or else in the words that come before it."""
    made = drawn(card, case, words)
    if isinstance(made, SupersededCard | LinkCard):
        return
    content = wecom.draw(made, "wecom-group", words)

    template = content.get("template_card", {})
    facts = [
        labelled(Fact(label=it["keyname"], value=it["value"])) for it in template.get("horizontal_content_list", [])
    ]
    told = _letters("".join((*content.get("markdown", ()), json.dumps(template, ensure_ascii=False), *facts)))

    for line in wecom.details_of(made, words).lines:
        assert _letters(plain(line)) in told


@pytest.mark.parametrize("channel", COLUMNS)
@each_card
def test_every_button_can_be_pressed_and_says_what_a_button_says(card: type[Card], case: str, channel: str) -> None:
    made = drawn(card, case, CHINESE)
    content = wecom.draw(made, channel, CHINESE, is_lasting=True).get("template_card", {})

    keys = [json.loads(key) for key in _keys(content)]
    wanted = [button.value for button in wecom.buttons_of(made)]

    offered = [{name: value for name, value in key.items() if name != "ask"} for key in keys]
    assert [value for value in wanted if value not in offered] == []
    assert all(key.get("ask") == 1 for key, value in zip(keys, offered, strict=True) for button in
               wecom.buttons_of(made) if button.value == value and button.confirm)  # fmt: skip


def test_the_first_option_is_no_choice() -> None:
    made = drawn(*next(it for it in EVERY if it[0].__name__ == "PromiseCard"), CHINESE)

    selection = wecom.draw(made, "wecom", CHINESE)["template_card"]["button_selection"]

    assert selection["option_list"][0] == {"id": "none", "text": "请选择"}


def test_a_question_repeats_the_button_without_asking_again() -> None:
    button = Button(text="取消", act="cancel", ref="ORD-1", rev=3, style=Style.DANGER, confirm="真的取消？")
    note = NoteCard(title="订单", text="…", tone=Tone.NEUTRAL, buttons=(button,))

    asked = QuestionCard.of(note, button, CHINESE)

    content = wecom.draw(asked, "wecom", CHINESE)["template_card"]
    assert "真的取消？" in content["sub_title_text"]
    assert [json.loads(it["key"]) for it in content["button_list"]] == [
        {"act": "cancel", "ref": "ORD-1", "rev": 3}, {"act": "back", "ref": "ORD-1", "rev": 3},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "evil",
    [
        "**粗**", "`码`", "[x](http://e)", '<font color="warning">红</font>', "<@lin>", "# 标题", "> 引用", "- 列",
        "~~删~~", "|表|", "---", "_斜_",
    ],
)  # fmt: skip
def test_words_of_others_never_become_markup(evil: str) -> None:
    [markdown] = wecom.draw(NoteCard(title="通知", text=evil), "wecom-group", CHINESE)["markdown"]

    _, words = markdown.split("\n", 1)
    assert not re.search(r"[*`\[\]<>|~]|^[#>-]|(?<!\w)_|_(?!\w)", words)


@pytest.mark.parametrize(("channel", "bytes_"), [("wecom", 2048), ("wecom-webhook", 4096), ("wecom-group", 20_480)])
@pytest.mark.parametrize("words", BOTH, ids=lambda words: words.language)
def test_long_words_end_between_lines_and_say_how_many_more_there_are(
    channel: str, bytes_: int, words: Wording
) -> None:
    text = "\n".join(f"第 {n} 行，有 emoji 👩‍🔧 和中文" for n in range(1200))
    card = wecom.details_of(NoteCard(title="长", text="短"), words).model_copy(
        update={"lines": tuple(text.split("\n"))}
    )

    texts = wecom.draw(card, channel, words)["markdown"]

    assert all(bytes_ - 200 < len(text.encode()) <= bytes_ for text in texts)
    kept = "".join(texts).count("第 ")
    assert f"{1200 - kept:,}" in texts[-1].split("\n")[-1]


def test_where_nothing_can_be_pressed_it_can_be_typed() -> None:
    open_it = Button(text="查看", act="show", ref="ORD-1", rev=1, command="/order ORD-1")

    content = wecom.draw(NoteCard(title="通知", text="…", buttons=(open_it,)), "wecom-text", CHINESE)

    assert "template_card" not in content
    assert "/order ORD-1" in content["markdown"][0]


def test_english_labels_that_are_too_long_stand_before_their_value() -> None:
    made = drawn(*next(it for it in EVERY if it[0].__name__ == "TaskCard"), ENGLISH)

    facts = wecom.draw(made, "wecom", ENGLISH)["template_card"]["horizontal_content_list"]

    assert {"keyname": "·", "value": "Promise: Fri 11 Dec"} in facts


def _letters(text: str) -> str:
    return re.sub(r"[\s>*＞＊\\]", "", text)


def _keys(card: dict[str, Any]) -> list[str]:
    buttons = [*card.get("button_list", []), *card.get("action_menu", {}).get("action_list", [])]
    options = [it["id"] for it in card.get("button_selection", {}).get("option_list", []) if it["id"] != "none"]
    return [button["key"] for button in buttons] + options
