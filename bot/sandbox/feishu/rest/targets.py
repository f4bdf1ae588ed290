"""Where a message goes, and whether the bot can reach that place."""

from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.rest.call import person_by
from bot.sandbox.feishu.world import World

RECEIVE_ID_TYPES = ("open_id", "union_id", "user_id", "email", "chat_id")


def chat_for(world: World, id_type: str, receive_id: str) -> model.Chat:
    """The chat a new message goes to; a private chat is opened when needed. Raises ApiError."""
    if id_type == "chat_id":
        chat = world.chats.get(receive_id)
        if chat is None:
            raise ApiError(230034, "The receive_id is invalid.")
    else:
        chat = _private_chat(world, id_type, receive_id)
    check_reach(world, chat)
    return chat


def check_reach(world: World, chat: model.Chat) -> None:
    """Raises ApiError when the bot cannot speak there."""
    if chat.is_dissolved:
        raise ApiError(232009, "Your request specifies a chat which has already been dissolved.")
    if not chat.has_bot:
        raise ApiError(230002, "Bot/User can NOT be out of the chat.")
    if chat.is_muted:
        raise ApiError(230035, "Send Message Permission deny.")
    if chat.kind == model.P2P:
        for open_id in chat.members:
            _check_person(world.people.get(open_id))


def _private_chat(world: World, id_type: str, receive_id: str) -> model.Chat:
    person = person_by(world, id_type, receive_id)
    if person is None:
        code = 99992351 if id_type == "open_id" else 230034
        raise ApiError(code, f"The request you send is not a valid {{{id_type}}} or not exists.")
    _check_person(person)
    return world.ensure_private_chat(person)


def _check_person(person: model.Person | None) -> None:
    if person is None:
        raise ApiError(99992351, "The request you send is not a valid {open_id} or not exists.")
    if not person.is_active:
        raise ApiError(230029, "User has resigned.")
    if not person.in_range:
        raise ApiError(230013, "Bot has NO availability to this user.")
    if person.has_blocked_bot:
        raise ApiError(230053, "The user has stopped the bot from sending messages.")
