"""Words about orders, and about the bot itself."""

from bot.grammar.commands.reading import page, required
from bot.grammar.commands.table import Reading, chat_command
from bot.grammar.words import Words
from core.orders import DraftPurpose
from core.orders.draft import OrderEntry
from handlers import commands as c
from handlers.command import Command


@chat_command("help", alias="帮助", example="/help", command=c.ShowHelp)
def read_help(words: Words, reading: Reading) -> Command:
    """Optionally a command to explain."""
    return c.ShowHelp(topic=words.tokens[0] if words.rest and words.tokens else "")


@chat_command(
    "neworder", alias="新订单", command=c.StartOrder, example="/neworder 恒远 SW-300 300台 12月20日 白色",
    english_example="/neworder Nordlys SW-300 300 pcs 20 December white", reads_names=True,
)  # fmt: skip
def read_neworder(words: Words, reading: Reading) -> Command:
    """Everything may be left out; what is missing is asked for."""
    return c.StartOrder(entry=entry_of(words, reading))


@chat_command(
    "quote", alias="询期", command=c.StartOrder, example="/quote 云栖 SW-500 80台 月底前",
    english_example="/quote Nordlys SW-500 80 pcs 20 December", reads_names=True,
)  # fmt: skip
def read_quote(words: Words, reading: Reading) -> Command:
    """As a new order, without ordering."""
    return c.StartOrder(entry=entry_of(words, reading), purpose=DraftPurpose.QUOTE)


@chat_command("order", alias="订单", example="/order 0042", command=c.ShowOrder)
def read_order(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return c.ShowOrder(words=required(words, "/order 0042"))


@chat_command("myorders", alias="我的订单", example="/myorders", command=c.ShowMyOrders)
def read_myorders(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowMyOrders(page=page(words))


@chat_command("late", alias="逾期", example="/late", command=c.ShowLate)
def read_late(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowLate(page=page(words))


@chat_command("status", alias="状态", example="/status", command=c.ShowStatus)
def read_status(words: Words, reading: Reading) -> Command:
    """Nothing more to say."""
    return c.ShowStatus()


def entry_of(words: Words, reading: Reading) -> OrderEntry:
    """What was said about an order, as far as it was understood."""
    from bot.grammar.order_entry import read_order_entry  # late: its patterns take a tenth of a second to build

    return read_order_entry(words, reading.lexicon, reading.today)
