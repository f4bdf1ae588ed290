"""What each platform's side of the program is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.clock import Clock
from bot.config import Settings
from bot.ingress import AsgiApp
from bot.platforms.port import Platform
from bot.worker import Reader, Worker
from cards.wording import Wording
from handlers.errands import ApprovalCentre
from storage.database import Database
from storage.inbox import Inbox

if TYPE_CHECKING:
    from bot.pages.signin import SignIn
    from bot.pages.signing import FormLinks


@dataclass(frozen=True, slots=True)
class Edge:
    """The parts of the program that a platform's doors lead to."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: Inbox
    worker: Worker
    wording: Wording
    owner: str
    has_threads: bool
    """Otherwise everything is done at once by whoever brings it: for stories, where order is everything."""


class Side(Protocol):
    """One platform in a running program: a client to send with, doors to come in by."""

    @property
    def client(self) -> Platform:
        """The sending side."""
        ...

    @property
    def approvals(self) -> ApprovalCentre | None:
        """The platform's own approvals, where reviews are mirrored into them."""
        ...

    def readers(self) -> Mapping[str, Reader]:
        """What understands its deliveries, by source."""
        ...

    def open(self, edge: Edge) -> None:
        """Make the doors. Once, before anything else."""
        ...

    def doors(self) -> Mapping[str, AsgiApp]:
        """Its callbacks, by path."""
        ...

    def sign_in(self, links: "FormLinks") -> "SignIn | None":
        """How to find out who opens a page; None where the platform cannot tell."""
        ...

    def start(self) -> None:
        """Connect."""
        ...

    def stop(self) -> None:
        """Take nothing more."""
        ...

    def troubles(self) -> list[str]:
        """What keeps it from being ready."""
        ...
