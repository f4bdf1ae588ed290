"""Sending what is owed: claim lanes, draw the present state, hand it to the platform, write down how it went."""

from bot.outbound.courier import Courier, Refused, address_of
from bot.outbound.manners import RedrawRest, Spread
from bot.outbound.pace import Pace, per_second
from bot.outbound.senders import Outbound

__all__ = ["Courier", "Outbound", "Pace", "RedrawRest", "Refused", "Spread", "address_of", "per_second"]
