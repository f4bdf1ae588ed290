"""What this person can do here, with an example of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cards.card import Card, Part
from cards.wording import Wording

MOST_COMMANDS = 24


@dataclass(frozen=True, slots=True)
class CommandView:
    """A chat command: its English word, its Chinese alias, and an example."""

    word: str
    alias: str
    example: str
    english_example: str = ""
    """Where the example has Chinese in it."""
    summary: str = ""
    """The text that says what it does, if not the one of its word."""

    def example_in(self, words: Wording) -> str:
        """The example as people of this language would write it."""
        return self.example if words.is_chinese else self.english_example or self.example


class HelpLine(Part):
    """One command: the word with what it does, and an example where the word alone is none."""

    text: str
    example: str


class HelpCard(Card):
    """All commands of a role, or one of them."""

    template = "help"

    intro: str
    lines: tuple[HelpLine, ...]
    note: str

    @classmethod
    def of(cls, name: str, roles: Iterable[str], commands: Iterable[CommandView], words: Wording) -> "HelpCard":
        """What this person can do."""
        return cls(
            title=words.say("help.title"),
            intro=words.say("help.intro", name=words.cut(name, 40), roles=list(roles)),
            lines=tuple(_line(command, words) for command in tuple(commands)[:MOST_COMMANDS]),
            note=words.say("help.note"),
        )


@cache
def _line(command: CommandView, words: Wording) -> HelpLine:
    summary, example = words.say(f"help.{command.summary or command.word.removeprefix('/')}"), command.example_in(words)
    return HelpLine(
        text=words.say("help.command", word=command.word, alias=command.alias, summary=summary),
        example=words.say("help.example", example=example) if example != command.word else "",
    )
