"""Who works here, in which department, with which roles, and under which names on the platforms."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import Column, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from core.entity import Entity, json_column
from core.errors import WrongState
from core.events import Event
from core.fields import Code, Name, OptionalName


class Role(StrEnum):
    """What a person may do and hears of."""

    SALES = "SALES"
    PRODUCTION = "PRODUCTION"
    RND = "RND"
    PURCHASING = "PURCHASING"
    QUALITY = "QUALITY"
    WAREHOUSE = "WAREHOUSE"
    MANAGER = "MANAGER"
    COORDINATOR = "COORDINATOR"
    ADMIN = "ADMIN"


NEEDED = (Role.COORDINATOR, Role.ADMIN)
"""Somebody always has these: whom every order is with (N1), and who may give roles."""


class LastOfRole(WrongState):
    """`person` is the only one left with a `role` that somebody always has: name another one first."""


class RoleGranted(Event):
    """A person may do more."""

    role: Role


class RoleRevoked(Event):
    """A person may do less."""

    role: Role


class PersonLeft(Event):
    """A person no longer works with us here."""


class AccountClosed(Event):
    """A person can no longer act through their account on this platform."""

    platform: str


class _Roles(TypeDecorator[list[Role]]):
    """Roles as JSON."""

    impl = json_column()
    cache_ok = True

    def process_bind_param(self, value: list[Role] | None, dialect: Dialect) -> Any:
        return None if value is None else [role.value for role in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Role] | None:
        return None if value is None else [Role(role) for role in value]


Chat = Annotated[str, StringConstraints(pattern=r"^(feishu|wecom):\S{1,80}$")]
"""A chat with its platform: `feishu:oc_production`."""

PlatformName = Annotated[str, StringConstraints(pattern=r"^(feishu|wecom)$")]

PlatformUser = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S+$")]


def private_lane(platform: str, account: str) -> str:
    """The chat of one person and the bot, whichever of them writes first.

    WeCom takes user ids in any case and gives them back in lower case (platform reference §9.1).
    """
    return f"{platform}:@{account.lower() if platform == 'wecom' else account}"


class Department(Entity, table=True):
    """People who answer together for one side of an order."""

    __tablename__ = "department"

    key: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    lead: Annotated[str, StringConstraints(max_length=40)] = ""
    """Key of the person who answers for it when nobody else does."""
    chats: list[Chat] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))


class Person(Entity, table=True):
    """One human being, however many accounts they have."""

    __tablename__ = "person"

    key: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    department: Code = Field(foreign_key="department.key", index=True)
    roles: list[Role] = Field(default_factory=list, sa_column=Column(_Roles(), nullable=False))
    is_active: bool = True
    prefers: PlatformName | None = None
    """Where they get what is for them alone, if they have accounts on several platforms."""

    def is_called(self, words: str) -> bool:
        """This is their name in one of its languages, in whatever case. Nobody is called nothing."""
        return bool(words) and words.casefold() in (self.name.casefold(), self.english_name.casefold())

    def grant(self, role: Role, *, now: datetime) -> list[Event]:
        """Let this person do more. Nothing happens when they can already."""
        if role in self.roles:
            return []
        self.roles = [*self.roles, role]
        return [RoleGranted(at=now, subject=self.key, role=role)]

    def revoke(self, role: Role, *, holders: Collection[str], now: datetime) -> list[Event]:
        """Take a role away. `holders` are the keys of all active people who have it: the last one may be needed."""
        if role not in self.roles:
            return []
        if role in NEEDED:
            self._require_another(role, holders)
        self.roles = [held for held in self.roles if held is not role]
        return [RoleRevoked(at=now, subject=self.key, role=role)]

    def leave(self, *, coordinators: Collection[str], now: datetime) -> list[Event]:
        """This person no longer works here. The last coordinator cannot leave: orders need one."""
        if not self.is_active:
            return []
        if Role.COORDINATOR in self.roles:
            self._require_another(Role.COORDINATOR, coordinators)
        self.is_active = False
        return [PersonLeft(at=now, subject=self.key)]

    def _require_another(self, role: Role, holders: Collection[str]) -> None:
        if self.is_active and not set(holders) - {self.key}:
            raise LastOfRole(person=self.name, role=role)


class PersonIdentity(Entity, table=True):
    """The account of one person on one platform."""

    __tablename__ = "person_identity"

    platform: Code = Field(primary_key=True)
    platform_user_id: PlatformUser = Field(primary_key=True)
    person_key: Code = Field(foreign_key="person.key", index=True)
