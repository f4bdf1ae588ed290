"""The interactive card: title, one paragraph, six facts, six buttons, a selection and a small menu (§6.5)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cards.card import Button, Card, Fact, Style, Tone
from cards.turns import LinkCard
from cards.wecom.channels import (
    MAX_KEY_BYTES,
    MAX_OPTION_BYTES,
    MOST_BUTTONS,
    MOST_FACTS,
    MOST_IN_MENU,
    MOST_OPTIONS,
    NOTHING_CHOSEN,
    Channel,
)
from cards.wecom.details import FILLED_IN, asked, labelled
from cards.wecom.fitting import fit, fit_lines, short_options
from cards.wecom.outlines import Outline, outline_of
from cards.wording import Wording

PICK = "pick"
_LONGEST_TOAST = 120
_COLOUR = {Tone.NEUTRAL: 0, Tone.DONE: 0, Tone.BUSY: 1, Tone.GOOD: 3, Tone.WARNING: 2, Tone.BAD: 2}
_STYLE = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 3}
_WIDE_LABEL = "·"

Json = dict[str, Any]


def interactive(card: Card, channel: Channel, words: Wording, toast: str = "") -> tuple[Json, bool]:
    """The card without its `task_id`, and whether everything there is to read is on it."""
    parts = outline_of(card)
    wanted = asked(card.fillable, words) if card.fillable is not None else ""
    lines = (*parts.lead, wanted) if wanted else parts.lead
    lead, is_whole = fit_lines(lines, channel.words) if lines else ("", True)
    facts, has_all_facts = _facts(parts.facts, channel)
    is_whole = is_whole and has_all_facts and not parts.more and not any(row.text for row in parts.rows)
    drawn: Json = {"card_type": "button_interaction", **heading(card, channel, words)}
    if toast:
        drawn["quote_area"] = {"type": 0, "quote_text": fit(toast, _LONGEST_TOAST)}
    if lead:
        drawn["sub_title_text"] = lead
    if facts:
        drawn["horizontal_content_list"] = facts
    if selection := _selection(parts, channel, words):
        drawn["button_selection"] = selection
    return drawn | _buttons(card, parts, channel, words, has_details=not is_whole, can_pick=bool(selection)), is_whole


def closed(card: Card, channel: Channel, words: Wording, toast: str = "") -> Json:
    """A card whose buttons have become one grey word: it is only for reading from now on."""
    drawn, _ = interactive(card, channel, words, toast)
    return drawn | {"replace_text": fit(words.say("wecom.old"), channel.button)}


def linked(card: LinkCard, channel: Channel, words: Wording) -> Json:
    """A notice that leads to a page (§6.3)."""
    return {
        "card_type": "text_notice",
        **heading(card, channel, words),
        "sub_title_text": fit(card.text, channel.words),
        "jump_list": [{"type": 1, "title": fit(card.link_text, channel.option), "url": card.url}],
        "card_action": {"type": 1, "url": card.url},
    }


def heading(card: Card, channel: Channel, words: Wording) -> Json:
    """Where it is from and how it stands, title and subtitle."""
    tags = " · ".join(tag.text for tag in card.tags) or words.say("wecom.source")
    title: Json = {"title": fit(card.title, channel.title) or words.say("wecom.source")}
    if subtitle := fit(card.subtitle, channel.description):
        title["desc"] = subtitle
    return {"source": {"desc": fit(tags, channel.source), "desc_color": _COLOUR[card.tone]}, "main_title": title}


def compact(value: Mapping[str, Any]) -> str:
    """A button's value as its key: it comes back as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def key_of(button: Button) -> str:
    """What the platform sends back. A button that asks first says so: there is no dialog for it on the card itself."""
    return compact({**button.value, "ask": 1} if button.confirm else button.value)


def selected(question: str, title: str, options: list[tuple[str, str]], words: Wording) -> Json:
    """A selection whose first option is no choice."""
    shown = [(NOTHING_CHOSEN, words.say("wecom.choose")), *options]
    return {
        "question_key": question, "title": title,
        "option_list": [{"id": value, "text": text} for value, text in shown],
    }  # fmt: skip


def _facts(facts: tuple[Fact, ...], channel: Channel) -> tuple[list[Json], bool]:
    """As many as there is room for, and whether all are there uncut. A long label stands before the value instead."""
    shown: list[Json] = []
    is_whole = len(facts) <= MOST_FACTS
    for fact in facts[:MOST_FACTS]:
        is_short = len(fact.label) <= channel.key
        text = fact.value if is_short else labelled(fact)
        value = fit(text, channel.value)
        if not value:
            continue
        is_whole = is_whole and value == text
        shown.append({"keyname": fit(fact.label, channel.key) if is_short else _WIDE_LABEL, "value": value})
    return shown, is_whole


def _selection(parts: Outline, channel: Channel, words: Wording) -> Json:
    """The rows that something can be done with, to choose one of."""
    rows = {key_of(row.button): row.title for row in parts.rows if row.button is not None}
    keys = [key for key in rows if len(key.encode()) <= MAX_OPTION_BYTES][: MOST_OPTIONS - 1]
    if not keys:
        return {}
    texts = short_options([rows[key] for key in keys], channel.option)
    title = fit(parts.rows_title.rstrip("：:"), channel.question) or words.say("wecom.which")
    return selected(PICK, title, list(zip(keys, texts, strict=True)), words)


def _buttons(
    card: Card, parts: Outline, channel: Channel, words: Wording, *, has_details: bool, can_pick: bool
) -> Json:
    """Six in the list, the rest in the menu; the details are always the last of them."""
    found = list(_offered(card, parts, words, can_pick=can_pick))
    if has_details or not found:
        found.append((words.say("wecom.details"), compact({"act": "details"}), Style.PLAIN))
    found = list({key: (text, key, style) for text, key, style in found if len(key.encode()) <= MAX_KEY_BYTES}.values())
    listed, others = found[:MOST_BUTTONS], found[MOST_BUTTONS:]
    drawn: Json = {
        "button_list": [
            {"text": fit(text, channel.button), "style": _STYLE[style], "key": key} for text, key, style in listed
        ]
    }
    if others:
        kept = [*others[: MOST_IN_MENU - 1], others[-1]] if len(others) > MOST_IN_MENU else others
        actions = [{"text": fit(text, channel.button), "key": key} for text, key, _ in kept]
        drawn["action_menu"] = {"desc": words.say("wecom.more"), "action_list": actions}
    return drawn


def _offered(card: Card, parts: Outline, words: Wording, *, can_pick: bool) -> Iterator[tuple[str, str, Style]]:
    for button in parts.buttons:
        yield button.text, key_of(button), button.style
    if can_pick:
        yield _pick_text(parts, words), compact({PICK: PICK}), Style.PLAIN if parts.buttons else Style.PRIMARY
    if (form := card.fillable) is not None:
        text = words.say("wecom.fill") if form.submit.act in FILLED_IN else form.submit.text
        yield text, compact({"act": "form", "ref": form.name}), form.submit.style
        if guidable(card):
            yield words.say("wecom.guide"), compact({"act": "guide", "ref": form.name}), Style.PLAIN
    for button in parts.more_buttons:
        yield button.text, key_of(button), button.style


def _pick_text(parts: Outline, words: Wording) -> str:
    texts = {row.button.text for row in parts.rows if row.button is not None}
    return texts.pop() if len(texts) == 1 else words.say("wecom.pick")


def guidable(card: Card) -> bool:
    """Something of its form can be answered by choosing."""
    form = card.fillable
    return form is not None and any(field.choices or field.suggestions for field in form.fields)
