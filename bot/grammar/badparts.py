"""`/badpart MCU-32 200 到料不良 PO-1001`: an item, how many, what is wrong, and perhaps what they came with."""

import re
from decimal import Decimal

from bot.grammar.downtime import checked_reason
from bot.grammar.folding import fold
from bot.grammar.words import Words
from core.errors import BadInput
from handlers.badparts.commands import BlockBadPart

_QTY = re.compile(r"([0-9]{1,8}(?:,[0-9]{3})*(?:\.[0-9]{1,3})?)\s*(?:个|件|只|片|套|台|pcs|kg|公斤|米|m|set)?")
_PO = re.compile(r"po[-_ ]?[0-9a-z-]+")


class BadPartUntold(BadInput):
    """Of what how many are bad, or what is wrong with them, is not said."""


def read_badpart(words: Words) -> BlockBadPart:
    """Raises `BadPartUntold` where the item, how many or what is wrong is not said."""
    tokens = list(words.tokens)
    po_no = next((token for token in tokens if _PO.fullmatch(fold(token))), "")
    tokens = [token for token in tokens if token != po_no]
    qty = _QTY.fullmatch(fold(tokens[1])) if len(tokens) > 2 else None
    number = Decimal(qty[1].replace(",", "")) if qty else Decimal(0)
    if number <= 0:
        raise BadPartUntold
    return BlockBadPart(item=tokens[0], qty=number, reason=checked_reason(" ".join(tokens[2:])), po_no=po_no.upper())
