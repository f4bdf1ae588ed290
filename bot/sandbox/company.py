"""The factory's people and groups, as both platforms have to know them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.page import Counterparts
from bot.sandbox.wecom import WecomTenant
from cards.wording import Wording
from storage.database import Database
from storage.people import accounts, departments, find_people

EVERYBODY = "collaboration"
"""产销研协同组: everybody is in it."""

DEPARTMENTS = ("sales", "production", "rnd", "purchasing", "quality", "warehouse", "management")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, with their id on each platform; empty where they have none."""

    name: str
    department: str
    job_title: str
    ids: dict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A department's chats, by platform, and who is in them."""

    name: str
    members: tuple[Somebody, ...]
    chats: dict[str, list[str]]

    def on(self, platform: str) -> list[str]:
        """The ids of its members there."""
        return [it.ids[platform] for it in self.members if platform in it.ids]


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody, sales first: the first thing to try is an order."""

    people: tuple[Somebody, ...]
    groups: tuple[Group, ...]

    @classmethod
    def read(cls, database: Database, words: Wording) -> "Company":
        """As the database has it."""
        with database.read() as session:
            found = {department.key: department for department in departments(session)}
            people = sorted(find_people(session), key=lambda it: (_rank(it.department), it.key))
            names = {it: accounts(session, [one.key for one in people], it) for it in ("feishu", "wecom")}
        everybody = {
            one.key: Somebody(
                one.name, found[one.department].name, words.show([words.label(role) for role in one.roles]),
                {platform: known[one.key] for platform, known in names.items() if one.key in known},
            )
            for one in people
        }  # fmt: skip
        groups = [
            Group(
                it.name,
                tuple(everybody[one.key] for one in people if it.key in (one.department, EVERYBODY)),
                _by_platform(it.chats),
            )
            for it in found.values()
        ]
        return cls(tuple(everybody.values()), tuple(groups))

    def move_into_feishu(self, tenant: FeishuTenant) -> None:
        """Who and what is there already is left as it is."""
        for one in self.people:
            if "feishu" in one.ids:
                tenant.add_person(one.ids["feishu"], one.name, department=one.department, job_title=one.job_title)
        known = {chat.chat_id for chat in tenant.chats()}
        for group, chat_id in self._new_groups("feishu", known):
            tenant.add_group(chat_id, group.name, group.on("feishu"))

    def move_into_wecom(self, tenant: WecomTenant) -> None:
        """The same there; in each new group the smart bot has been spoken to, or it could not write."""
        for one in self.people:
            if "wecom" in one.ids:
                tenant.add_person(one.ids["wecom"], one.name, one.department, one.job_title)
        known = {chat.chat_id for chat in tenant.chats()}
        for group, chat_id in self._new_groups("wecom", known):
            tenant.add_group(chat_id, group.name, group.on("wecom"))
            tenant.introduce_bot(chat_id)

    def _new_groups(self, platform: str, known: Iterable[str]) -> list[tuple[Group, str]]:
        pairs = [(group, chat) for group in self.groups for chat in group.chats.get(platform, [])]
        return [(group, chat) for group, chat in pairs if chat not in known]

    def counterparts(self) -> Counterparts:
        """Who and what is the same on both."""
        people = {it.ids["feishu"]: it.ids["wecom"] for it in self.people if it.ids.keys() >= {"feishu", "wecom"}}
        pairs = [zip(it.chats.get("feishu", ()), it.chats.get("wecom", ()), strict=False) for it in self.groups]
        return Counterparts(people, {one: other for pair in pairs for one, other in pair})


def _by_platform(chats: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chat in chats:
        platform, _, chat_id = chat.partition(":")
        found.setdefault(platform, []).append(chat_id)
    return found


def _rank(department: str) -> int:
    return DEPARTMENTS.index(department) if department in DEPARTMENTS else len(DEPARTMENTS)
