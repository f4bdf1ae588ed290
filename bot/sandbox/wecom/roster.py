"""Who is there and who belongs to which chat: seeding, joining, leaving, looking up."""

from collections.abc import Iterable, Sequence

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.wecom import model
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.world import World


def person_of(world: World, userid: str) -> model.Person:
    """Somebody who is still with the company. Raises SandboxRefused."""
    person = world.person(userid)
    if person is None:
        raise SandboxRefused("unknown_person", userid=userid)
    if not person.is_active:
        raise SandboxRefused("resigned", userid=userid)
    return person


def user_of(world: World, userid: str) -> model.Person:
    """Somebody who sees the app. Raises SandboxRefused."""
    person = person_of(world, userid)
    if not person.in_range:
        raise SandboxRefused("not_in_range", userid=userid)
    return person


def chat_with(world: World, userid: str, chat_id: str) -> model.Chat:
    """A chat this person is in. Raises SandboxRefused."""
    chat = world.chats.get(chat_id)
    if chat is None:
        raise SandboxRefused("unknown_chat", chat_id=chat_id)
    if userid.casefold() not in {it.casefold() for it in chat.members}:
        raise SandboxRefused("not_a_member", userid=userid, chat_id=chat_id)
    if chat.is_dissolved:
        raise SandboxRefused("dissolved", chat_id=chat_id)
    return chat


def message_seen_by(world: World, userid: str, message_id: str) -> tuple[model.Person, model.Message]:
    """A person and a message in one of their chats. Raises SandboxRefused."""
    person = person_of(world, userid)
    message = world.messages.get(message_id)
    if message is None or message.is_dropped:
        raise SandboxRefused("unknown_message", message_id=message_id)
    chat_with(world, userid, message.chat_id)
    return person, message


class Roster:
    """Changes who is where, and tells the bot what the platform would."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._news = news

    def add_person(self, person: model.Person) -> model.Person:
        """New or changed; whether they left, and their encrypted id, stay as they were."""
        with self._world.change():
            known = self._world.person(person.userid)
            if known is not None:
                person.is_active, person.in_range = known.is_active, known.in_range
                person.open_userid = known.open_userid
            return self._world.keep_person(person)

    def remove_person(self, userid: str) -> None:
        """Somebody leaves the company, and with it every group; the app only hears that they left its range."""
        world = self._world
        with world.change():
            person = person_of(world, userid)
            person.is_active = False
            world.keep_person(person)
            for chat in world.chats:
                if chat.is_group and person.userid in chat.members:
                    chat.members = [it for it in chat.members if it != person.userid]
                    world.keep_chat(chat)
            self._news.tell("unsubscribe", person.userid, EventKey="")

    def set_range(self, userid: str, *, in_range: bool) -> None:
        """Take somebody out of the app's visible range, or back in."""
        with self._world.change():
            person = person_of(self._world, userid)
            if person.in_range == in_range:
                return
            person.in_range = in_range
            self._world.keep_person(person)
            self._news.tell("subscribe" if in_range else "unsubscribe", person.userid, EventKey="")

    def set_tag(self, tag_id: int, members: Sequence[str]) -> None:
        """Who is under a tag."""
        with self._world.change():
            self._world.tags.put(model.Tag(tag_id, self._ids(members)))

    def add_group(self, chat: model.Chat) -> model.Chat:
        """New, or known with other members."""
        with self._world.change():
            chat.members = self._ids(chat.members)
            known = self._world.chats.get(chat.chat_id)
            if known is not None:
                chat.created = known.created
            return self._world.keep_chat(chat)

    def add_members(self, chat_id: str, joining: Sequence[str]) -> None:
        """Bring people into a group; no bot hears of it."""
        with self._world.change():
            chat = self._world.chats.get(chat_id)
            if chat is None or not chat.is_group:
                raise SandboxRefused("unknown_chat", chat_id=chat_id)
            chat.members = list(dict.fromkeys([*chat.members, *self._ids(joining)]))
            self._world.keep_chat(chat)

    def _ids(self, userids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(person_of(self._world, it).userid for it in userids))
