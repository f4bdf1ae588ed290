"""Whom a message is for: members, departments and tags, and which of them cannot be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import bad
from bot.sandbox.wecom.world import World

EVERYBODY = "@all"
MOST_USERS = 1000
MOST_PARTIES = 100


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a message, and what of the address was wrong."""

    people: list[model.Person]
    invalid_users: list[str]
    invalid_parties: list[str]
    invalid_tags: list[str]


def recipients_of(world: World, body: Mapping[str, Any]) -> Recipients:
    """Read `touser`, `toparty` and `totag`, which are strings here. Raises ApiError when nobody is left."""
    users = _split(body, "touser", MOST_USERS)
    parties = _split(body, "toparty", MOST_PARTIES)
    tags = _split(body, "totag", MOST_PARTIES)
    if not (users or parties or tags):
        raise ApiError(82001, "All touser & toparty & totag are empty")
    found = _found(world, users, parties, tags)
    if not found.people:
        raise ApiError(81013, "user & party & tag all invalid")
    return found


def reachable(world: World, userid: str) -> model.Person | None:
    """Somebody who is with the company and in the app's range."""
    person = world.person(userid)
    return person if person is not None and person.is_active and person.in_range else None


def members_of(world: World, parties: Iterable[str], tags: Iterable[str]) -> list[model.Person]:
    """Everybody reachable in these departments, the root holding all, or under these tags."""
    wanted, under = frozenset(parties), frozenset(tags)
    names = {it.name for it in world.departments if str(it.id) in wanted}
    tagged = {who.casefold() for it in world.tags if str(it.tag_id) in under for who in it.members}
    is_all = str(model.ROOT_DEPARTMENT) in wanted
    members = [it for it in world.people if is_all or it.department in names or it.userid.casefold() in tagged]
    return [it for it in members if reachable(world, it.userid) is not None]


def _found(world: World, users: list[str], parties: list[str], tags: list[str]) -> Recipients:
    if users == [EVERYBODY]:
        return Recipients(members_of(world, [str(model.ROOT_DEPARTMENT)], []), [], [], [])
    direct = {who: reachable(world, who) for who in users}
    people = [it for it in direct.values() if it is not None]
    known_parties = {str(model.ROOT_DEPARTMENT), *(str(it.id) for it in world.departments)}
    known_tags = {str(it.tag_id) for it in world.tags}
    everybody = {it.userid: it for it in [*people, *members_of(world, parties, tags)]}
    return Recipients(
        list(everybody.values()),
        [who for who, it in direct.items() if it is None],
        [it for it in parties if it not in known_parties],
        [it for it in tags if it not in known_tags],
    )


def _split(body: Mapping[str, Any], key: str, most: int) -> list[str]:
    value = body.get(key, "")
    if not isinstance(value, str):
        raise bad(f"{key} must be a string joined by |")
    found = [it for it in value.split("|") if it]
    if len(found) > most:
        raise bad(f"{key} has more than {most} entries")
    return list(dict.fromkeys(found))
