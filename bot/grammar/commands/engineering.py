"""Words about how things are made."""

from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from handlers.command import Command
from handlers.engineering.commands import StartEcn


@chat_command(
    "ecn", alias="变更", command=StartEcn, example="/ecn PCBA-SW3 MCU-32→MCU-32G 原因 缺料",
    english_example="/ecn PCBA-SW3 MCU-32->MCU-32G reason supply",
)  # fmt: skip
def read_ecn(words: Words, reading: Reading) -> Command:
    """An item, lines that are added, removed or changed, and why."""
    from bot.grammar import ecn  # late, as the orders' words

    if not words.rest:
        raise WordsMissing(example="/ecn SW-300 HS-ABS 1->2")
    item, content = ecn.read_ecn(words.rest)
    return StartEcn(item=item, content=content)
