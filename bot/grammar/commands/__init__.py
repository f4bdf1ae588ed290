"""CHAT_COMMANDS: what can be typed, and the command it becomes. `/help` shows them in the order of the modules here."""

from bot.grammar.commands import (
    approvals,
    design,
    designs,
    engineering,
    handovers,
    manufacturability,
    order_changes,
    orders,
    people,
    plans,
    receipts,
    reviews,
)
from bot.grammar.commands.table import (
    CHAT_COMMANDS,
    ChatCommand,
    Reading,
    WordsMissing,
    described,
    every_command,
)

SUBJECTS = (
    orders, order_changes, receipts, plans, design, designs, approvals, engineering, handovers,
    manufacturability, reviews, people,
)  # fmt: skip

__all__ = ["CHAT_COMMANDS", "SUBJECTS", "ChatCommand", "Reading", "WordsMissing", "described", "every_command"]
