"""From what a platform delivered to a command, and from its outcome to an answer."""

from bot.inbound.answers import Answer, Toast
from bot.inbound.listener import STALE_AFTER, Listener
from bot.inbound.places import place_of
from bot.inbound.refusals import ForeignCard, NotRecordedYet, SentLongAgo, UnknownCommand, UnknownSender

__all__ = [
    "STALE_AFTER",
    "Answer",
    "ForeignCard",
    "Listener",
    "NotRecordedYet",
    "SentLongAgo",
    "Toast",
    "UnknownCommand",
    "UnknownSender",
    "place_of",
]
