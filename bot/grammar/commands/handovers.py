"""Words about handing over what somebody answers for."""

import re

from bot.grammar.commands.reading import order_and_more
from bot.grammar.commands.table import Reading, chat_command
from bot.grammar.folding import fold
from bot.grammar.words import Words
from handlers.command import Command
from handlers.handovers.commands import OfferHandOver

_NUMBER = re.compile(r"[a-z]{2,3}-[0-9-]+")


@chat_command(
    "handover", alias="移交", command=OfferHandOver, example="/handover 0042 何涛 我下周出差",
    english_example="/handover 0042 he.tao I am away next week",
)  # fmt: skip
def read_handover(words: Words, reading: Reading) -> Command:
    """An order or another number, perhaps a milestone or department of it, a person, and why."""
    first, told = order_and_more(words, "/handover 0042 he.tao")
    typed = fold(words.tokens[0])
    return OfferHandOver(words=typed.upper() if _NUMBER.fullmatch(typed) else first, told=told)
