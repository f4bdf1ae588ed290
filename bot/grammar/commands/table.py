"""CHAT_COMMANDS: what can be typed, and the command it becomes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from bot.grammar.lexicon import Lexicon
from bot.grammar.words import Words
from cards.help_card import CommandView
from core.errors import BadInput
from core.orders.draft import OrderEntry
from handlers.command import Command


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
