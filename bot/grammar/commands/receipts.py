"""Words about what follows a change."""

from bot.grammar.commands.table import Reading, chat_command
from bot.grammar.words import Words
from handlers.changes.receipt_commands import ShowReceipts
from handlers.command import Command


@chat_command("receipts", alias="回执", example="/receipts CHG-0007", command=ShowReceipts)
def read_receipts(words: Words, reading: Reading) -> Command:
    """Optionally a change; without one, all that are not settled."""
    return ShowReceipts(change_no=words.number("CHG") if words.rest else "")
