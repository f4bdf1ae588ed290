"""From a card to what a chat takes, whichever platform the chat is on."""

from typing import Any

from cards import wecom
from cards.card import Card
from cards.render import render
from cards.wording import Wording

_WECOM = {"@": "wecom", "appchat/": "wecom-text", "webhook/": "wecom-webhook"}


def channel_of(lane: str) -> str:
    """What kind of chat a lane is: `feishu`, or one of `cards.wecom.CHANNELS`."""
    platform, _, target = lane.partition(":")
    if platform != "wecom":
        return platform
    return next((channel for begin, channel in _WECOM.items() if target.startswith(begin)), "wecom-group")


def changes_in_place(lane: str) -> bool:
    """A card there can be changed later on; elsewhere what is new is sent anew."""
    return channel_of(lane) in ("feishu", "wecom")


def has_toasts(lane: str) -> bool:
    """Whoever taps there is shown a short word; elsewhere it has to stand on the card."""
    return channel_of(lane) not in wecom.CHANNELS


def content_for(
    lane: str, card: Card, words: Wording, *, is_lasting: bool = False, is_again: bool = False, toast: str = ""
) -> dict[str, Any]:
    """The card as the JSON that this chat takes. Raises CardTooLarge.

    `is_lasting`: it will be changed later on. `is_again`: it has been there before, and nobody has asked for it: what
    is short will do. `toast` is told on the card where the platform has no other place for it.
    """
    channel = channel_of(lane)
    if channel not in wecom.CHANNELS:
        return render(card, channel)
    content = wecom.draw(card, channel, words, is_lasting=is_lasting, toast=toast)
    if is_again and "template_card" in content:
        content.pop("markdown", None)
    return content
