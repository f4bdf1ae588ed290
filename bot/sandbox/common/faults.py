"""What is said no to, or not answered, whatever the platform.

SandboxRefused   the person's client would not let them do it
PushFailed       the bot did not get a push, or did not say so
├── NoAnswer     nothing came back within the deadline
└── NoConnection nobody listens there
"""

from typing import Any


class SandboxRefused(Exception):
    """The client would not let the person do it; `reason` is a stable word, `facts` say what about."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts


class PushFailed(Exception):
    """The bot did not get it, or did not say so."""


class NoAnswer(PushFailed):
    """Nothing came back within the deadline."""


class NoConnection(PushFailed):
    """Nobody listens there."""
