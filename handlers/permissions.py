"""Who may do what: one table, for words, buttons, pages and programs alike."""

from collections.abc import Iterable

from core.errors import NotAllowed
from core.people import Role
from handlers.command import Command
from handlers.sender import Sender

EVERYBODY = frozenset(Role)
SALES = frozenset({Role.SALES, Role.COORDINATOR})
PRODUCTION = frozenset({Role.PRODUCTION, Role.COORDINATOR})
RND = frozenset({Role.RND, Role.COORDINATOR})
PURCHASING = frozenset({Role.PURCHASING, Role.COORDINATOR})
DEPARTMENTS = frozenset({Role.PRODUCTION, Role.RND, Role.PURCHASING, Role.QUALITY, Role.WAREHOUSE, Role.COORDINATOR})
ADMIN = frozenset({Role.ADMIN})
PROGRAM: frozenset[Role] = frozenset()
"""Only the program itself: timers, jobs and computed answers."""


MAY: dict[type[Command], frozenset[Role]] = {}
"""Command to the roles that may issue it. Filled by `allow`, shown by `/help`, checked by the bus."""


def allow(roles: Iterable[Role], *commands: type[Command]) -> None:
    """Let these roles issue these commands."""
    for command in commands:
        if command in MAY:
            raise TypeError(f"{command.__name__} is allowed twice")
        MAY[command] = frozenset(roles)


def may(command: type[Command], sender: Sender) -> bool:
    """The sender holds one of the roles. The program itself may do everything."""
    return sender.is_program or bool(MAY[command] & sender.roles)


def require_permission(command: type[Command], sender: Sender) -> None:
    """Refuse, naming the roles that can."""
    if not may(command, sender):
        raise NotAllowed(who=sorted(MAY[command], key=lambda role: role.value))
