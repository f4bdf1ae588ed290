"""Who may do what: one table, for words, buttons, pages and programs alike."""

from collections.abc import Iterable
from enum import StrEnum

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


class Scope(StrEnum):
    """Over which orders a right reaches."""

    ALL = "ALL"
    OWN = "OWN"
    """One's own orders; leads of the department and the coordinator reach all of them."""


MAY: dict[type[Command], tuple[frozenset[Role], Scope]] = {}
"""Command to the roles that may issue it, and how far. Filled by `allow`, shown by `/help`, checked by the bus."""


def allow(roles: Iterable[Role], *commands: type[Command], scope: Scope = Scope.ALL) -> None:
    """Let these roles issue these commands."""
    for command in commands:
        if command in MAY:
            raise TypeError(f"{command.__name__} is allowed twice")
        MAY[command] = (frozenset(roles), scope)


def may(command: type[Command], sender: Sender) -> bool:
    """The sender holds one of the roles. The program itself may do everything."""
    return sender.is_program or bool(MAY[command][0] & sender.roles)


def require_permission(command: type[Command], sender: Sender) -> None:
    """Refuse, naming the roles that can."""
    if not may(command, sender):
        raise NotAllowed(who=sorted(MAY[command][0], key=lambda role: role.value))
