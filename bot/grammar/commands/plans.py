"""Words about the plan, machines and material."""

from bot.grammar.commands.reading import days, order_and_more, page, required
from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.words import Words
from handlers import commands as c
from handlers import plan_commands as p
from handlers.command import Command
from handlers.promise_commands import PromiseAnew


@chat_command("schedule", alias="排产", example="/schedule 15d", command=c.ShowSchedule)
def read_schedule(words: Words, reading: Reading) -> Command:
    """Optionally for how many days."""
    return c.ShowSchedule(days=days(words, "/schedule 15d"))


@chat_command("load", alias="负荷", example="/load 15d", command=c.ShowLoad)
def read_load(words: Words, reading: Reading) -> Command:
    """Optionally for how many days."""
    return c.ShowLoad(days=days(words, "/load 15d"))


@chat_command(
    "down", alias="停机", command=p.MachineDown, example="/down CNC-3 到 18:00 换主轴",
    english_example="/down CNC-3 until 18:00 new spindle", reads_names=True,
)  # fmt: skip
def read_down(words: Words, reading: Reading) -> Command:
    """A machine, until when or for how long, and optionally why."""
    from bot.grammar import downtime  # late, as the orders' words

    if not words.rest:
        raise WordsMissing(example="/down CNC-3 18:00")
    return downtime.read_down(words.rest, reading.lexicon, reading.now)


@chat_command("up", alias="恢复运行", example="/up CNC-3", command=p.MachineUp, reads_names=True)
def read_up(words: Words, reading: Reading) -> Command:
    """A machine."""
    from bot.grammar import downtime

    if not words.rest:
        raise WordsMissing(example="/up CNC-3")
    return downtime.read_up(words.rest, reading.lexicon)


@chat_command("replan", alias="重排", example="/replan", command=p.AskForPlan)
def read_replan(words: Words, reading: Reading) -> Command:
    """Optionally why the frozen days may be moved, too."""
    from bot.grammar import downtime

    return p.AskForPlan(override_reason=downtime.checked_reason(words.rest))


@chat_command(
    "repromise", alias="重新承诺", command=PromiseAnew, example="/repromise 0042 12月20日 客户同意晚发",
    english_example="/repromise 0042 20 December customer agrees",
)  # fmt: skip
def read_repromise(words: Words, reading: Reading) -> Command:
    """An order, the day agreed on, and why."""
    from bot.grammar import repromise

    order, told = order_and_more(words, "/repromise 0042 2026-12-20")
    return repromise.read_repromise(order, told, reading.today)


@chat_command(
    "pin", alias="固定", command=p.PinWork, example="/pin 0042 客户驻厂验货",
    english_example="/pin 0042 customer comes to inspect",
)  # fmt: skip
def read_pin(words: Words, reading: Reading) -> Command:
    """An order, optionally one of its operations, and why."""
    order, told = order_and_more(words, "/pin 0042")
    return p.PinWork(words=order, told=told)


@chat_command("unpin", alias="取消固定", command=p.UnpinWork, example="/unpin 0042")
def read_unpin(words: Words, reading: Reading) -> Command:
    """An order, optionally one of its operations, and why."""
    order, told = order_and_more(words, "/unpin 0042")
    return p.UnpinWork(words=order, told=told)


@chat_command("rush", alias="插单", example="/rush 0042", command=p.AskForRush)
def read_rush(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return p.AskForRush(words=required(words, "/rush 0042"))


@chat_command("kit", alias="齐套", example="/kit 0042", command=c.ShowKit)
def read_kit(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return c.ShowKit(words=required(words, "/kit 0042"))


@chat_command("shortage", alias="缺料", example="/shortage", command=c.ShowShortages)
def read_shortage(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowShortages(page=page(words))
