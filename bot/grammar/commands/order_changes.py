"""Words about what becomes of an order, and about taking back what one has just done."""

from bot.grammar.commands.reading import order_and_more
from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from handlers import order_commands as o
from handlers.command import Command


@chat_command(
    "changeorder", alias="改单", command=o.ChangeOrder, example="/changeorder 0042 数量 400 交期 12月28日",
    english_example="/changeorder 0042 quantity 400 date 28 December", reads_names=True,
)  # fmt: skip
def read_changeorder(words: Words, reading: Reading) -> Command:
    """An order and what shall be different; what is missing is asked for."""
    from bot.grammar.order_change import read_order_change  # late, as the orders' words

    order, told = _order_and_rest(words, "/changeorder 0042")
    return read_order_change(order, told, reading.lexicon, reading.today)


@chat_command(
    "hold", alias="暂停", command=o.HoldOrder, example="/hold 0042 客户改图纸",
    english_example="/hold 0042 customer changes the drawing",
)  # fmt: skip
def read_hold(words: Words, reading: Reading) -> Command:
    """An order, and why."""
    order, reason = _with_reason(words, "/hold 0042 客户改图纸", "/hold 0042 customer changes the drawing")
    return o.HoldOrder(words=order, reason=reason)


@chat_command("resume", alias="恢复", command=o.ResumeOrder, example="/resume 0042")
def read_resume(words: Words, reading: Reading) -> Command:
    """An order, and perhaps why."""
    order, reason = order_and_more(words, "/resume 0042")
    return o.ResumeOrder(words=order, reason=reason)


@chat_command(
    "cancel", alias="取消", command=o.CallOffOrder, example="/cancel 0042 客户项目停了",
    english_example="/cancel 0042 the customer's project has stopped",
)  # fmt: skip
def read_cancel(words: Words, reading: Reading) -> Command:
    """An order, and why."""
    order, reason = _with_reason(words, "/cancel 0042 客户项目停了", "/cancel 0042 project stopped")
    return o.CallOffOrder(words=order, reason=reason)


@chat_command("undo", alias="撤销", command=o.Undo, example="/undo")
def read_undo(words: Words, reading: Reading) -> Command:
    """Nothing more to say."""
    return o.Undo()


def _with_reason(words: Words, example: str, english_example: str) -> tuple[str, str]:
    order, reason = order_and_more(words, example)
    if not reason:
        raise WordsMissing(example=example, english_example=english_example)
    return order, reason


def _order_and_rest(words: Words, example: str) -> tuple[str, str]:
    """What an order is called, the first word, and everything behind it as typed."""
    if not words.tokens or (words.pairs and words.pairs[0].start == 0):
        raise WordsMissing(example=example)
    first = words.tokens[0]
    return Words("", first).find_number("ORD") or first, words.rest.partition(first)[2]
