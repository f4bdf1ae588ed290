"""A form step by step: up to three selections on a card (§6.7), or one longer list of boxes (§6.6)."""

from dataclasses import replace
from typing import Any

from cards.card import Card, Choice, Field
from cards.wecom.channels import BOX, MAX_OPTION_BYTES, MOST_BOXES, MOST_OPTIONS, MOST_SELECTS, VOTE_TITLE, Channel
from cards.wecom.fitting import fit, short_options
from cards.wecom.interactive import compact, heading, selected
from cards.wording import Wording

Json = dict[str, Any]


def guided(card: Card, channel: Channel, words: Wording) -> Json | None:
    """The next things that can be answered by choosing; None when there are none left."""
    fields = [field for field in (card.fillable.fields if card.fillable else ()) if _choices(field)]
    short = [field for field in fields if len(_choices(field)) < MOST_OPTIONS][:MOST_SELECTS]
    if short:
        return _selections(card, short, channel, words)
    return _boxes(card, fields[0], channel, words) if fields else None


def _choices(field: Field) -> tuple[Choice, ...]:
    """What can be chosen, as far as the platform can bring it back; nothing when that is too much to choose from."""
    found = tuple(it for it in (field.choices or field.suggestions) if len(it.value.encode()) <= MAX_OPTION_BYTES)
    return found if len(found) <= MOST_BOXES else ()


def _selections(card: Card, fields: list[Field], channel: Channel, words: Wording) -> Json:
    return {
        "card_type": "multiple_interaction",
        **heading(card, channel, words),
        "select_list": [_select(field, channel, words) for field in fields],
        "submit_button": _submit(card, channel),
    }


def _select(field: Field, channel: Channel, words: Wording) -> Json:
    choices = _choices(field)
    texts = short_options([choice.text for choice in choices], channel.option)
    options = [(choice.value, text) for choice, text in zip(choices, texts, strict=True)]
    return selected(field.name, fit(field.label, channel.question), options, words)


def _boxes(card: Card, field: Field, channel: Channel, words: Wording) -> Json:
    choices = _choices(field)
    texts = short_options([choice.text for choice in choices], BOX)
    options = [{"id": choice.value, "text": text} for choice, text in zip(choices, texts, strict=True)]
    return {
        "card_type": "vote_interaction",
        **heading(card, replace(channel, title=VOTE_TITLE), words),
        "checkbox": {"question_key": field.name, "mode": 0, "option_list": options},
        "submit_button": _submit(card, channel),
    }


def _submit(card: Card, channel: Channel) -> Json:
    assert card.fillable is not None
    submit = card.fillable.submit
    return {"text": fit(submit.text, channel.button), "key": compact(submit.value)}
