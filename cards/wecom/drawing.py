"""A card as WeCom's JSON: `{"markdown": [text, …]}`, `{"template_card": {…}}` or both, the words first."""

from typing import Any

from cards.card import Card
from cards.superseded import SupersededCard
from cards.turns import LinkCard
from cards.wecom.channels import CHANNELS
from cards.wecom.details import details
from cards.wecom.guided import guided
from cards.wecom.interactive import closed, interactive, linked
from cards.wecom.limits import require_fits
from cards.wecom.outlines import outline_of
from cards.wording import Wording

Json = dict[str, Any]


def draw(card: Card, channel: str, words: Wording, *, is_lasting: bool = False, toast: str = "") -> Json:
    """What is sent. Words alone for what nobody can do anything with, unless it is to be changed later on."""
    room = CHANNELS[channel]
    if isinstance(card, SupersededCard) and room.has_cards:
        return {"template_card": closed(card, room, words, toast)}
    if isinstance(card, LinkCard) and room.has_cards:
        return {"template_card": linked(card, room, words)}
    if not room.has_cards or not (is_lasting or toast or _has_buttons(card)):
        return {"markdown": details(card, room, words)}
    drawn, is_whole = interactive(card, room, words, toast)
    require_fits(drawn, room)
    return {"template_card": drawn} if is_whole else {"markdown": details(card, room, words), "template_card": drawn}


def draw_guided(card: Card, channel: str, words: Wording) -> Json | None:
    """The next things of its form that can be answered by choosing; None when there are none."""
    drawn = guided(card, CHANNELS[channel], words)
    if drawn is None:
        return None
    require_fits(drawn, CHANNELS[channel])
    return {"template_card": drawn}


def _has_buttons(card: Card) -> bool:
    parts = outline_of(card)
    return bool(parts.buttons or parts.more_buttons or card.fillable or any(row.button for row in parts.rows))
