"""Words about standard solutions, substitutes and bad parts."""

from bot.grammar.commands.reading import page, required
from bot.grammar.commands.table import Reading, chat_command
from bot.grammar.words import Words
from handlers.badparts.commands import BlockBadPart
from handlers.command import Command
from handlers.solutions.commands import MatchSolutions, ShowSolutions
from handlers.substitutes.commands import AskForSubstitute


@chat_command("match", alias="选型", example="/match 0042", command=MatchSolutions)
def read_match(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return MatchSolutions(words=required(words, "/match 0042"))


@chat_command("solutions", alias="标准方案", example="/solutions", command=ShowSolutions)
def read_solutions(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return ShowSolutions(page=page(words))


@chat_command(
    "substitute", alias="替代", command=AskForSubstitute, example="/substitute 0042 MCU-32 MCU-32G 缺货",
    english_example="/substitute 0042 MCU-32 MCU-32G short of stock",
)  # fmt: skip
def read_substitute(words: Words, reading: Reading) -> Command:
    """For which order, customer or days, what instead of what, and why."""
    from bot.grammar import substitutes  # late, as the orders' words

    return substitutes.read_substitute(words, reading.today)


@chat_command(
    "badpart", alias="不良", command=BlockBadPart, example="/badpart MCU-32 200 到料不良 PO-1001",
    english_example="/badpart MCU-32 200 wrong marking PO-1001",
)  # fmt: skip
def read_badpart(words: Words, reading: Reading) -> Command:
    """An item, how many of it, what is wrong, and perhaps the purchase order they came with."""
    from bot.grammar import badparts

    return badparts.read_badpart(words)
