"""A whole card as markdown: everything that is on it, in words."""

import re
from collections.abc import Iterator

from cards.card import Button, Card, Fact, Form, Tone
from cards.cutting import visible
from cards.turns import DetailsCard
from cards.wecom.channels import Channel
from cards.wecom.fitting import paged
from cards.wecom.outlines import Outline, outline_of
from cards.wording import Wording

FILLED_IN = ("submit", "spec", "submit_order_change")
"""Forms of many fields; what others are for, their one button says."""
_FONT = {Tone.GOOD: "info", Tone.BUSY: "info", Tone.WARNING: "warning", Tone.BAD: "warning", Tone.DONE: "comment"}
_SIGN = {Tone.GOOD: "✅", Tone.WARNING: "⚠️", Tone.BAD: "⚠️"}
_MARKS = str.maketrans("*`[]<>|~", "＊｀［］＜＞｜～")
"""There is no way to escape anything: what would be markup becomes the character that looks like it."""
_AT_THE_START = re.compile(r"^(\s*)(#+|>|[-+](?=\s)|[-_=]{3,})")
_WIDE = str.maketrans("#>-+_=", "＃＞－＋＿＝")
_EMPHASIS = re.compile(r"(?<!\w)_|_(?!\w)")


def details(card: Card, channel: Channel, words: Wording) -> list[str]:
    """The card in the channel's markdown, as messages within its bytes."""
    lines = [part for line in _lines(card, outline_of(card), channel, words) for part in line.split("\n") if part]
    return paged(lines, channel.markdown, channel.messages, lambda count: words.say("wecom.more_lines", count=count))


def details_of(card: Card, words: Wording) -> DetailsCard:
    """All of a card's words as a card of its own."""
    parts = outline_of(card)
    rows = (text for row in parts.rows for text in (row.title, row.text))
    wanted = asked(card.fillable, words) if card.fillable is not None else ""
    lines = (*parts.lead, *map(labelled, parts.facts), *parts.more, parts.rows_title, *rows, wanted)
    return DetailsCard(
        title=card.title, subtitle=card.subtitle, tone=card.tone, tags=card.tags,
        lines=tuple(line for line in lines if line),
    )  # fmt: skip


def labelled(fact: Fact) -> str:
    """Label and value on one line, with the colon of the label's script."""
    return f"{fact.label}{': ' if fact.label.isascii() else '：'}{fact.value}"


def plain(text: str) -> str:
    """Somebody's words, which stay words."""
    return "\n".join(_plain_line(line) for line in visible(text).split("\n"))


def _plain_line(line: str) -> str:
    line = _EMPHASIS.sub("＿", line.translate(_MARKS))
    return _AT_THE_START.sub(lambda found: found[1] + found[2].translate(_WIDE), line)


def _lines(card: Card, parts: Outline, channel: Channel, words: Wording) -> Iterator[str]:
    yield _heading(card, channel)
    yield plain(card.subtitle)
    yield from map(plain, parts.lead)
    yield from (f">{plain(labelled(fact))}" for fact in parts.facts)
    yield from map(plain, parts.more)
    yield plain(parts.rows_title)
    for row in parts.rows:
        yield f"**{plain(row.title)}**"
        yield plain(row.text)
    if not channel.has_cards:
        yield from _commands(parts, words)
    if card.fillable is not None:
        yield plain(asked(card.fillable, words))


def _heading(card: Card, channel: Channel) -> str:
    """Title and tags; how they feel is a colour where there are colours, and a sign where there are none."""
    title, tags = plain(card.title), " · ".join(plain(tag.text) for tag in card.tags)
    if channel.is_rich:
        return " ".join(filter(None, (_SIGN.get(card.tone, ""), f"**{title}**", tags)))
    colour = _FONT.get(card.tone)
    coloured = f'<font color="{colour}">{tags or title}</font>' if colour else tags
    return f"**{title}** {coloured}".strip() if tags else f"**{coloured or title}**"


def _commands(parts: Outline, words: Wording) -> Iterator[str]:
    """What can be typed, where nothing can be pressed."""
    buttons: tuple[Button, ...] = (*parts.buttons, *parts.more_buttons)
    found = [button for button in buttons if button.command]
    yield from (words.say("wecom.command", text=button.text, command=button.command) for button in found)


def asked(form: Form, words: Wording) -> str:
    """What is still wanted; nothing where the one button of the form says it."""
    labels = [field.label for field in form.fields]
    return words.say("wecom.asked", labels=labels) if form.submit.act in FILLED_IN else ""
