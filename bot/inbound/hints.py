"""Which commands somebody may have meant."""

from bot.grammar.commands import CHAT_COMMANDS, ChatCommand, every_command
from bot.grammar.nearest import nearest
from bot.inbound.refusals import UnknownCommand
from core.errors import Refusal


def near_commands(word: str) -> list[str]:
    """Commands that were perhaps meant."""
    return list(nearest(word, [f"/{name}" for name in CHAT_COMMANDS])) or ["/help"]


def commands_of(refusal: Refusal) -> list[ChatCommand]:
    """The commands that a refusal names, with their examples."""
    near = set(refusal.facts.get("near", ())) if isinstance(refusal, UnknownCommand) else set()
    return [entry for entry in every_command() if {f"/{entry.word}", f"/{entry.alias}"} & near]
