"""Who is there and who belongs to which chat: seeding, joining, leaving, looking up."""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.world import World


def person_of(world: World, open_id: str) -> model.Person:
    """Somebody who is still with the company. Raises SandboxRefused."""
    person = world.people.get(open_id)
    if person is None:
        raise SandboxRefused("unknown_person", open_id=open_id)
    if not person.is_active:
        raise SandboxRefused("resigned", open_id=open_id)
    return person


def chat_with(world: World, open_id: str, chat_id: str) -> model.Chat:
    """A chat this person is in. Raises SandboxRefused."""
    chat = world.chats.get(chat_id)
    if chat is None:
        raise SandboxRefused("unknown_chat", chat_id=chat_id)
    if open_id not in chat.members:
        raise SandboxRefused("not_a_member", open_id=open_id, chat_id=chat_id)
    if chat.is_dissolved:
        raise SandboxRefused("dissolved", chat_id=chat_id)
    return chat


def message_seen_by(world: World, open_id: str, message_id: str) -> tuple[model.Person, model.Message]:
    """A person and a message in one of their chats. Raises SandboxRefused."""
    person = person_of(world, open_id)
    message = world.messages.get(message_id)
    if message is None:
        raise SandboxRefused("unknown_message", message_id=message_id)
    chat_with(world, open_id, message.chat_id)
    return person, message


class Roster:
    """Changes who is where, and tells the bot as the platform would."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._pusher = pusher

    def add_person(self, person: model.Person) -> model.Person:
        """New or changed; whether they left or blocked the bot stays as it was."""
        with self._world.change():
            known = self._world.people.get(person.open_id)
            if known is not None:
                person.is_active, person.in_range = known.is_active, known.in_range
                person.has_blocked_bot, person.unread_urgents = known.has_blocked_bot, known.unread_urgents
            self._keep_person(person)
            return person

    def add_group(self, chat: model.Chat) -> model.Chat:
        """New, or known with other members; a group that was dissolved stays so."""
        with self._world.change():
            known = self._world.chats.get(chat.chat_id)
            if known is not None:
                chat.is_dissolved, chat.created = known.is_dissolved, known.created
            self._keep_chat(chat)
            return chat

    def open_private_chat(self, open_id: str) -> str:
        """Open the chat with the bot; the platform tells the bot each time."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            chat = world.ensure_private_chat(person)
            event: dict[str, Any] = {"chat_id": chat.chat_id, "operator_id": envelope.ids_of(world, person)}
            if world.chat_messages[chat.chat_id]:
                last = world.messages.get(world.chat_messages[chat.chat_id][-1])
                if last is not None:
                    event |= {"last_message_id": last.message_id, "last_message_create_time": str(last.created)}
            self._tell("im.chat.access_event.bot_p2p_chat_entered_v1", event)
        return chat.chat_id

    def set_bot(self, open_id: str, chat_id: str, *, is_inside: bool) -> None:
        """Put the bot into a group, or take it out."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            chat = chat_with(world, open_id, chat_id)
            if chat.has_bot == is_inside:
                return
            chat.has_bot = is_inside
            self._keep_chat(chat)
            kind = "im.chat.member.bot.added_v1" if is_inside else "im.chat.member.bot.deleted_v1"
            self._tell(kind, self._membership(person, chat))

    def add_members(self, open_id: str, chat_id: str, joining: Sequence[str]) -> None:
        """Bring colleagues into a group."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            chat = chat_with(world, open_id, chat_id)
            new = [person_of(world, it) for it in dict.fromkeys(joining) if it not in chat.members]
            chat.members = [*chat.members, *(it.open_id for it in new)]
            self._keep_chat(chat)
            if chat.has_bot and new:
                tenant = world.settings.tenant_key
                users = [{"name": it.name, "tenant_key": tenant, "user_id": envelope.ids_of(world, it)} for it in new]
                self._tell("im.chat.member.user.added_v1", {**self._membership(person, chat), "users": users})

    def dissolve(self, chat_id: str) -> None:
        """End a group."""
        with self._world.change():
            chat = self._world.chats.get(chat_id)
            if chat is None:
                raise SandboxRefused("unknown_chat", chat_id=chat_id)
            chat.is_dissolved = True
            self._keep_chat(chat)

    def resign(self, open_id: str) -> None:
        """Somebody leaves the company, and with it every group."""
        world = self._world
        with world.change():
            person = person_of(world, open_id)
            person.is_active = False
            self._keep_person(person)
            for chat in world.chats:
                if chat.kind == model.GROUP and open_id in chat.members:
                    chat.members = [it for it in chat.members if it != open_id]
                    self._keep_chat(chat)
            self._tell("contact.user.deleted_v3", {"object": {**envelope.ids_of(world, person), "name": person.name}})

    def set_range(self, open_id: str, *, in_range: bool) -> None:
        """Take somebody out of the app's availability, or back in."""
        with self._world.change():
            person = person_of(self._world, open_id)
            person.in_range = in_range
            self._keep_person(person)

    def block_bot(self, open_id: str, *, blocked: bool) -> None:
        """Somebody stops the bot from writing to them."""
        with self._world.change():
            person = person_of(self._world, open_id)
            person.has_blocked_bot = blocked
            self._keep_person(person)

    def _membership(self, person: model.Person, chat: model.Chat) -> dict[str, Any]:
        return {
            "chat_id": chat.chat_id,
            "operator_id": envelope.ids_of(self._world, person),
            "external": False,
            "operator_tenant_key": self._world.settings.tenant_key,
            "name": chat.name,
            "i18n_names": {"zh_cn": chat.name},
        }

    def _tell(self, event_type: str, event: dict[str, Any]) -> None:
        self._pusher.emit(event_type, envelope.v2(self._world, event_type, event))

    def _keep_person(self, person: model.Person) -> None:
        self._world.people.put(person)
        self._world.feed.publish("person", open_id=person.open_id)

    def _keep_chat(self, chat: model.Chat) -> None:
        self._world.chats.put(chat)
        self._world.feed.publish("chat", chat_id=chat.chat_id)
