"""What the platform remembers of the smart bot, and how it is found again. Used inside `World.change()` only."""

from secrets import token_hex, token_urlsafe

from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.records import Enclosure, Look, Talk, Told
from bot.sandbox.wecom.aibot.switches import Switches
from bot.sandbox.wecom.world import World


class Memory:
    """The shelves of the smart bot beside those of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.switches = Switches()
        self.told = world.shelf("aibot_told", lambda it: it.req_id, Told)
        self.talks = world.shelf("aibot_talk", lambda it: it.chat_id, Talk)
        self.looks = world.shelf("aibot_look", lambda it: _look(it.message_id, it.userid), Look)
        self.enclosures = world.shelf("aibot_enclosure", lambda it: it.file_id, Enclosure)
        self._by_msgid = {it.msgid: it for it in self.told}

    def new_told(self, kind: str, chat: model.Chat, userid: str, message_id: str = "", task_id: str = "") -> Told:
        """The bot is about to be told something."""
        number = self.world.next_seq()
        told = Told(
            req_id=f"SRVREQ-{token_hex(6)}-{number}",
            msgid=f"CAIQ{token_hex(10)}-{number}",
            kind=kind,
            chat_id=chat.chat_id,
            userid=userid,
            created=self.world.now_ms,
            message_id=message_id,
            task_id=task_id,
            response_code=token_urlsafe(32),
        )
        self._by_msgid[told.msgid] = told
        return self.told.put(told)

    def told_as(self, msgid: str) -> Told | None:
        """What went out under this msgid."""
        return self._by_msgid.get(msgid)

    def note_delivered(self, msgid: str) -> Told:
        """It goes out this moment; from the first time on its deadlines run."""
        told = self._by_msgid[msgid]
        told.delivered = told.delivered or self.world.now_ms
        return self.told.put(told)

    def told_with_stream(self, stream_id: str) -> Told | None:
        """The message that this stream answers."""
        return next((it for it in reversed(list(self.told)) if it.stream_id == stream_id), None)

    def told_with_code(self, code: str) -> Told | None:
        """What brought this one-time answer."""
        return next((it for it in self.told if it.response_code == code), None)

    def talk(self, chat_id: str) -> Talk:
        """What is known of a chat with the bot."""
        return self.talks.get(chat_id) or Talk(chat_id)

    def note_spoken(self, chat_id: str) -> None:
        """Somebody has spoken to the bot there: from now on it may write first."""
        talk = self.talk(chat_id)
        talk.has_spoken = True
        self.talks.put(talk)

    def look(self, message: model.Message, userid: str) -> str:
        """The card as this person sees it."""
        look = self.looks.get(_look(message.message_id, userid))
        return message.content if look is None else look.content

    def show_some(self, message: model.Message, content: str, userids: list[str]) -> None:
        """The card now looks like this for these people, and for others as before."""
        for userid in userids:
            self.looks.put(Look(message.message_id, userid, content))
        self.world.keep_message(message)

    def show_all(self, message: model.Message, content: str) -> None:
        """The card now looks like this for everybody."""
        for look in self.looks:
            if look.message_id == message.message_id:
                self.looks.drop(_look(look.message_id, look.userid))
        self.world.show_card(message, content, "callback")

    # People as the bot knows them

    def name_for_bot(self, person: model.Person) -> str:
        """Their userid, or the encrypted one where a member made the bot (wecom.md §5.3)."""
        return person.open_userid if self.world.settings.bot_hides_userids else person.userid

    def person_named(self, name: str) -> model.Person | None:
        """Whom the bot means. Whether it may use plain ids where it hears encrypted ones is not stated: it may."""
        person = self.world.person(name)
        if person is None and self.world.settings.bot_hides_userids:
            return next((it for it in self.world.people if it.open_userid == name), None)
        return person


def _look(message_id: str, userid: str) -> str:
    return f"{message_id}/{userid.casefold()}"
