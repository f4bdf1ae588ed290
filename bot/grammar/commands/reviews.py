"""Words about reviews: before there is an order, and without the answers."""

from bot.grammar.commands.orders import entry_of
from bot.grammar.commands.reading import order_and_more
from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from core.orders import DraftPurpose
from handlers import commands as c
from handlers.command import Command
from handlers.reviews.commands import WaiveAnswers


@chat_command(
    "precheck", alias="预评审", command=c.StartOrder, example="/precheck 云栖 SW-500 定制 80台 6寸屏 月底前",
    english_example="/precheck Nordlys SW-500 80 pcs 6 in screen 20 December", reads_names=True,
)  # fmt: skip
def read_precheck(words: Words, reading: Reading) -> Command:
    """As `/quote`; those whom the matrix names are asked, too."""
    return c.StartOrder(entry=entry_of(words, reading), purpose=DraftPurpose.PRECHECK)


@chat_command(
    "skipanswers", alias="免答复", command=WaiveAnswers, example="/skipanswers 0042 客户今天要报价，研发口头确认过",
    english_example="/skipanswers 0042 customer needs the quote today",
)  # fmt: skip
def read_skipanswers(words: Words, reading: Reading) -> Command:
    """An order, and why."""
    order, why = order_and_more(words, "/skipanswers 0042")
    if not why:
        raise WordsMissing(
            example="/skipanswers 0042 客户今天要报价",
            english_example="/skipanswers 0042 customer needs the quote today",
        )
    return WaiveAnswers(words=order, reason=why[:300])
