"""Intentions about revisions that nobody has but the program."""

from handlers.command import Command


class SettleRevisions(Command):
    """Let rules end, or take over, whose time has come: their day, or their stock that is used up."""
