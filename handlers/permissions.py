"""Who may do what: one table, for words, buttons, pages and programs alike."""

from collections.abc import Iterable

from core.errors import NotAllowed
from core.people import Role
from handlers.command import Command
from handlers.sender import Sender

EVERYBODY = frozenset(Role)
ANYBODY: frozenset[Role | None] = frozenset({*EVERYBODY, None})
"""Those too who have no role (any more): they read that here, and whom to ask."""
SALES = frozenset({Role.SALES, Role.COORDINATOR})
PRODUCTION = frozenset({Role.PRODUCTION, Role.COORDINATOR})
RND = frozenset({Role.RND, Role.COORDINATOR})
PURCHASING = frozenset({Role.PURCHASING, Role.COORDINATOR})
DEPARTMENTS = frozenset({Role.PRODUCTION, Role.RND, Role.PURCHASING, Role.QUALITY, Role.WAREHOUSE, Role.COORDINATOR})
ADMIN = frozenset({Role.ADMIN})
PROGRAM: frozenset[Role] = frozenset()
"""Only the program itself: timers, jobs and computed answers."""


MAY: dict[type[Command], frozenset[Role | None]] = {}
"""Command to the roles that may issue it. Filled by `allow`, shown by `/help`, checked by the bus."""


def allow(roles: Iterable[Role | None], *commands: type[Command]) -> None:
    """Let these roles issue these commands."""
    for command in commands:
        if command in MAY:
            raise TypeError(f"{command.__name__} is allowed twice")
        MAY[command] = frozenset(roles)


def may(command: type[Command], sender: Sender) -> bool:
    """The sender holds one of the roles. The program itself may do everything."""
    return sender.is_program or bool(MAY[command] & (sender.roles or {None}))


def require_permission(command: type[Command], sender: Sender) -> None:
    """Refuse, naming the roles that can."""
    if not may(command, sender):
        raise NotAllowed(who=sorted(role for role in MAY[command] if role is not None))
