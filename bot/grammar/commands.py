"""CHAT_COMMANDS: what can be typed, and the command it becomes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.lexicon import Lexicon
from bot.grammar.words import Words
from cards.help_card import CommandView
from core.errors import BadInput
from core.orders import DraftPurpose
from core.orders.draft import OrderEntry
from handlers import commands as c
from handlers import plan_commands as p
from handlers.command import Command
from handlers.promise_commands import PromiseAnew


class WordsMissing(BadInput):
    """The command wants more: `example` shows how."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words are read by: this factory's names, and the moment there."""

    lexicon: Lexicon
    now: datetime
    known_of: Callable[[str], OrderEntry] = lambda draft_no: OrderEntry()
    """What was told before a form, by the form's number."""

    @property
    def today(self) -> date:
        """The day it is at the factory."""
        return self.now.date()


Reader = Callable[[Words, Reading], Command]


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """One word of the bot's language."""

    word: str
    alias: str
    example: str
    english_example: str
    command: type[Command]
    read: Reader
    reads_names: bool = False
    """Its words may name customers, products and machines."""
    more: tuple[tuple[str, type[Command]], ...] = ()
    """What its words become besides for those who may: the help text that tells of it, and the command."""

    @property
    def view(self) -> CommandView:
        """As `/help` shows it."""
        return CommandView(f"/{self.word}", self.alias, self.example, self.english_example)

    @property
    def views(self) -> Iterator[tuple[CommandView, type[Command]]]:
        """As `/help` shows it to those who may only look, and then to those who may more."""
        yield self.view, self.command
        yield from ((replace(self.view, summary=summary), command) for summary, command in self.more)


CHAT_COMMANDS: dict[str, ChatCommand] = {}
"""Word, and Chinese alias, to what they do."""


def chat_command(
    word: str, *, alias: str, example: str, command: type[Command], english_example: str = "",
    reads_names: bool = False, more: tuple[tuple[str, type[Command]], ...] = (),
) -> Callable[[Reader], Reader]:  # fmt: skip
    """Register a word and its alias. `english_example` where the example has Chinese in it."""

    def register(read: Reader) -> Reader:
        entry = ChatCommand(word, alias, example, english_example, command, read, reads_names, more)
        for name in (word, alias):
            if name in CHAT_COMMANDS:
                raise TypeError(f"/{name} is read twice")
            CHAT_COMMANDS[name] = entry
        return read

    return register


@cache
def every_command() -> tuple[ChatCommand, ...]:
    """Each command once, in the order of the table."""
    return tuple({id(entry): entry for entry in CHAT_COMMANDS.values()}.values())


@cache
def described() -> tuple[tuple[CommandView, type[Command]], ...]:
    """What can be typed, and what it asks for. Of rows for one word the last one counts that a person may."""
    return tuple(row for entry in every_command() for row in entry.views)


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
    return c.StartOrder(entry=_entry(words, reading))


@chat_command(
    "quote", alias="询期", command=c.StartOrder, example="/quote 云栖 SW-500 80台 月底前",
    english_example="/quote Nordlys SW-500 80 pcs 20 December", reads_names=True,
)  # fmt: skip
def read_quote(words: Words, reading: Reading) -> Command:
    """As a new order, without ordering."""
    return c.StartOrder(entry=_entry(words, reading), purpose=DraftPurpose.QUOTE)


@chat_command("order", alias="订单", example="/order 0042", command=c.ShowOrder)
def read_order(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return c.ShowOrder(words=_required(words, "/order 0042"))


@chat_command("myorders", alias="我的订单", example="/myorders", command=c.ShowMyOrders)
def read_myorders(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowMyOrders(page=_page(words))


@chat_command("late", alias="逾期", example="/late", command=c.ShowLate)
def read_late(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowLate(page=_page(words))


@chat_command("status", alias="状态", example="/status", command=c.ShowStatus)
def read_status(words: Words, reading: Reading) -> Command:
    """Nothing more to say."""
    return c.ShowStatus()


@chat_command("schedule", alias="排产", example="/schedule 15d", command=c.ShowSchedule)
def read_schedule(words: Words, reading: Reading) -> Command:
    """Optionally for how many days."""
    return c.ShowSchedule(days=_days(words, "/schedule 15d"))


@chat_command("load", alias="负荷", example="/load 15d", command=c.ShowLoad)
def read_load(words: Words, reading: Reading) -> Command:
    """Optionally for how many days."""
    return c.ShowLoad(days=_days(words, "/load 15d"))


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

    order, told = _order_and_more(words, "/repromise 0042 2026-12-20")
    return repromise.read_repromise(order, told, reading.today)


@chat_command(
    "pin", alias="固定", command=p.PinWork, example="/pin 0042 客户驻厂验货",
    english_example="/pin 0042 customer comes to inspect",
)  # fmt: skip
def read_pin(words: Words, reading: Reading) -> Command:
    """An order, optionally one of its operations, and why."""
    order, told = _order_and_more(words, "/pin 0042")
    return p.PinWork(words=order, told=told)


@chat_command("unpin", alias="取消固定", command=p.UnpinWork, example="/unpin 0042")
def read_unpin(words: Words, reading: Reading) -> Command:
    """An order, optionally one of its operations, and why."""
    order, told = _order_and_more(words, "/unpin 0042")
    return p.UnpinWork(words=order, told=told)


@chat_command("rush", alias="插单", example="/rush 0042", command=p.AskForRush)
def read_rush(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return p.AskForRush(words=_required(words, "/rush 0042"))


@chat_command("kit", alias="齐套", example="/kit 0042", command=c.ShowKit)
def read_kit(words: Words, reading: Reading) -> Command:
    """A number, its end, a customer or a product."""
    return c.ShowKit(words=_required(words, "/kit 0042"))


@chat_command("shortage", alias="缺料", example="/shortage", command=c.ShowShortages)
def read_shortage(words: Words, reading: Reading) -> Command:
    """Optionally a page."""
    return c.ShowShortages(page=_page(words))


@chat_command("who", alias="责任人", example="/who 0042", command=c.ShowWho)
def read_who(words: Words, reading: Reading) -> Command:
    """Optionally an order."""
    return c.ShowWho(words=words.find_number("ORD") or words.rest)


@chat_command(
    "role", alias="角色", command=c.ShowRole, example="/role 何涛", english_example="/role he.tao",
    more=(("role_change", c.GrantRole),),
)  # fmt: skip
def read_role(words: Words, reading: Reading) -> Command:
    """A person, and optionally `+role` or `-role`."""
    tokens = list(words.tokens) if words.rest else []
    changes = [token for token in tokens if token[:1] in "+-" and len(token) > 1]
    names = [token for token in tokens if token not in changes]
    if not changes:
        return c.ShowRole(person=" ".join(names))
    if not names:
        raise WordsMissing(example="/role 何涛 +协同负责人", english_example="/role he.tao +Coordinator")
    change = c.GrantRole if changes[0].startswith("+") else c.RevokeRole
    return change(person=" ".join(names), role=changes[0][1:])


def _entry(words: Words, reading: Reading) -> OrderEntry:
    from bot.grammar.order_entry import read_order_entry  # late: its patterns take a tenth of a second to build

    return read_order_entry(words, reading.lexicon, reading.today)


def _required(words: Words, example: str) -> str:
    number = words.find_number("ORD")
    is_several = len(words.tokens) > 1 and all(token.isdecimal() for token in words.tokens)
    if is_several or not (number or words.rest):
        raise WordsMissing(example=example)
    return number or words.rest


def _order_and_more(words: Words, example: str) -> tuple[str, str]:
    """What an order is called, the first word, and whatever else is said, on one line."""
    from bot.grammar import downtime

    if not words.tokens:
        raise WordsMissing(example=example)
    first = words.tokens[0]
    more = words.rest.partition(first)[2].lstrip(SEPARATORS + "，；：:")
    return Words("", first).find_number("ORD") or first, downtime.checked_reason(more)


def _days(words: Words, example: str, usual: int = 15, most: int = 60) -> int:
    """`15d`, `15天`, `15` or nothing. Raises `WordsMissing`: a machine's number is no number of days."""
    found = re.fullmatch(r"([1-9]\d{0,3})\s*(?:d|days?|天|日)?", fold(words.rest).strip())
    if words.rest.strip() and not found:
        raise WordsMissing(example=example)
    return min(int(found[1]), most) if found else usual


def _page(words: Words) -> int:
    digits = [token for token in words.tokens if token.isdecimal()] if words.rest else []
    return min(max(1, int(digits[0][:4])), 1000) if digits else 1
