"""The corp's whole state behind one lock: every change is stored before anybody hears that it happened."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from threading import RLock
from typing import Any, TypeVar

from bot.sandbox.common.feed import Feed
from bot.sandbox.common.limits import Limiter
from bot.sandbox.common.shelf import Pending, Shelf
from bot.sandbox.common.store import open_store
from bot.sandbox.common.wirelog import WireLog
from bot.sandbox.wecom import model
from bot.sandbox.wecom.failures import Failures
from bot.sandbox.wecom.settings import WecomSettings

T = TypeVar("T")
_FIRST_MSG_ID = 7_530_418_862_013_402_000
"""Of the XML's MsgId: beyond 2^53, so a reader that takes it for a float loses digits."""


class World:
    """People, chats, messages and the platform's bookkeeping. Read and change only inside `change()`."""

    def __init__(self, settings: WecomSettings, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.clock = clock
        self.limiter = Limiter()
        self.failures = Failures()
        self.feed = Feed()
        self.wire_log = WireLog(settings.secrets)
        self.chat_messages: defaultdict[str, list[str]] = defaultdict(list)
        self.token_calls = 0
        """How often a token was asked for."""
        self._lock = RLock()
        self._depth = 0
        self._store = open_store(settings.path)
        self._pending = Pending(self._store)
        self._sendings: defaultdict[str, list[str]] = defaultdict(list)
        self._tasks: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._make_shelves()
        self._take_stock()

    def _make_shelves(self) -> None:
        self.people = self.shelf("person", lambda it: it.userid.casefold(), model.Person)
        self.departments = self.shelf("department", lambda it: str(it.id), model.Department)
        self.tags = self.shelf("tag", lambda it: str(it.tag_id), model.Tag)
        self.chats = self.shelf("chat", lambda it: it.chat_id, model.Chat)
        self.messages = self.shelf("message", lambda it: it.message_id, model.Message)
        self.revisions = self.shelf("revision", lambda it: it.key, model.Revision)
        self.codes = self.shelf("response_code", lambda it: it.code, model.ResponseCode)
        self.media = self.shelf("media", lambda it: it.media_id, model.Media)
        self.tokens = self.shelf("access_token", lambda it: it.value, model.AccessToken)
        self.sign_ins = self.shelf("sign_in", lambda it: it.code, model.SignInCode)
        self.sent_before = self.shelf("sent_before", lambda it: it.key, model.SentBefore)
        self.approvals = self.shelf("approval", lambda it: it.sp_no, model.Approval)
        self.pushes = self.shelf("push", lambda it: it.key, model.Push)

    def shelf(self, kind: str, key: Callable[[T], str], build: Callable[..., T]) -> Shelf[T]:
        """Records of one more kind that live as long as this world; what the store has of them is loaded."""
        made: Shelf[T] = Shelf(kind, key, self._pending)
        made.load(self._store, build)
        return made

    def _take_stock(self) -> None:
        for message in sorted(self.messages, key=lambda it: it.seq):
            self._index(message)
        self.seq = max((it.seq for it in (*self.messages, *self.pushes)), default=0)

    def _index(self, message: model.Message) -> None:
        self.chat_messages[message.chat_id].append(message.message_id)
        if message.msgid:
            self._sendings[message.msgid].append(message.message_id)
        if message.task_id:
            self._tasks[message.sender_kind, message.task_id].append(message.message_id)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock; what was put meanwhile is stored at the end of the outermost block."""
        with self._lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._pending.flush()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._store.close()

    @property
    def now_ms(self) -> int:
        """The corp's clock in epoch milliseconds."""
        return round(self.clock().timestamp() * 1000)

    @property
    def now_seconds(self) -> int:
        """The corp's clock in whole epoch seconds, as everything on the wire counts."""
        return self.now_ms // 1000

    def next_seq(self) -> int:
        """A number higher than all before."""
        self.seq += 1
        return self.seq

    def next_msg_id(self) -> int:
        """The MsgId of a message to the app: 64 bits, beyond what a float holds."""
        return _FIRST_MSG_ID + self.next_seq()

    # Messages

    def add_message(self, chat: model.Chat, **fields: Any) -> model.Message:
        """Put a new message into a chat and tell the page."""
        now = self.now_ms
        message = self.messages.put(
            model.Message(
                message_id=f"wm_{token_hex(16)}",
                seq=self.next_seq(),
                chat_id=chat.chat_id,
                created=now,
                updated=now,
                **fields,
            )
        )
        self._index(message)
        self.feed.publish("message", chat_id=chat.chat_id, message_id=message.message_id)
        if message.kind == model.CARD:
            self._note_revision(message, "send")
        return message

    def keep_message(self, message: model.Message) -> None:
        """A message changed."""
        self.messages.put(message)
        self.feed.publish("message", chat_id=message.chat_id, message_id=message.message_id)

    def show_card(self, message: model.Message, content: str, by: str) -> None:
        """A card now looks like this; keeps the look in the message's history."""
        message.content = content
        message.is_updated = True
        message.updated = self.now_ms
        self._note_revision(message, by)
        self.keep_message(message)

    def _note_revision(self, message: model.Message, by: str) -> None:
        key = f"{message.message_id}:{message.revisions}"
        self.revisions.put(model.Revision(key, message.message_id, self.now_ms, by, message.content))
        message.revisions += 1
        self.messages.put(message)

    def messages_of(self, msgid: str) -> list[model.Message]:
        """Everybody's copy of one sending."""
        return self._all(self._sendings.get(msgid, ()))

    def messages_with_task(self, sender_kind: str, task_id: str) -> list[model.Message]:
        """Everybody's copy of the card with this task_id, which is unique per app and per smart bot."""
        return self._all(self._tasks.get((sender_kind, task_id), ()))

    def _all(self, ids: Iterable[str]) -> list[model.Message]:
        return [it for it in map(self.messages.get, ids) if it is not None]

    def new_code(self, msgid: str) -> model.ResponseCode:
        """One more change of the card of this sending."""
        return self.codes.put(model.ResponseCode(f"zWq7Lk{token_hex(24)}", msgid, self.now_ms))

    # Files

    def keep_file(self, family: str, kind: str, name: str, content: bytes) -> model.Media:
        """Store a file with its content under a new id."""
        media = model.Media(f"3Xm{token_hex(20)}", family, kind, name, len(content), self.now_ms)
        self._pending.note_blob(media.media_id, content)
        return self.media.put(media)

    def file_content(self, media_id: str) -> bytes:
        """A file's content; empty when unknown. A file is readable once its upload was answered."""
        return self._store.blob(media_id) or b""

    # People and chats

    def person(self, userid: str) -> model.Person | None:
        """Somebody; ids are the same whatever their case."""
        return self.people.get(userid.casefold())

    def keep_person(self, person: model.Person) -> model.Person:
        """New or changed; a new department gets its number."""
        person.open_userid = person.open_userid or f"wo{token_hex(14)}"
        if person.department:
            self.department(person.department)
        self.feed.publish("person", open_id=person.userid)
        return self.people.put(person)

    def department(self, name: str) -> model.Department:
        """The department of this name, made when needed."""
        known = next((it for it in self.departments if it.name == name), None)
        number = max((it.id for it in self.departments), default=model.ROOT_DEPARTMENT) + 1
        return known or self.departments.put(model.Department(number, name))

    def keep_chat(self, chat: model.Chat) -> model.Chat:
        """New or changed."""
        self.feed.publish("chat", chat_id=chat.chat_id)
        return self.chats.put(chat)

    def private_chat(self, userid: str, kind: str = model.APP_PRIVATE) -> model.Chat | None:
        """The chat between this person and the app or (`AIBOT_PRIVATE`) the smart bot, if they ever had one."""
        return self.chats.get(_private_id(userid, kind))

    def ensure_private_chat(self, person: model.Person, kind: str = model.APP_PRIVATE) -> model.Chat:
        """The chat between this person and the app or smart bot, opened when needed."""
        known = self.private_chat(person.userid, kind)
        if known is not None:
            return known
        chat_id = _private_id(person.userid, kind)
        return self.keep_chat(model.Chat(chat_id, person.name, kind, [person.userid], created=self.now_ms))

    def copy_of(self, message: model.Message, chat: model.Chat, sender: str) -> model.Message:
        """A person's copy of a message in another chat: it belongs to no sending and cannot be clicked."""
        copy = replace(
            message,
            message_id=f"wm_{token_hex(16)}",
            seq=self.next_seq(),
            chat_id=chat.chat_id,
            sender=sender,
            sender_kind=model.PERSON,
            created=self.now_ms,
            updated=self.now_ms,
            msgid="",
            recipients=[],
            forwarded_from=message.message_id,
        )
        self._index(copy)
        self.feed.publish("message", chat_id=chat.chat_id, message_id=copy.message_id)
        return self.messages.put(copy)


def _private_id(userid: str, kind: str) -> str:
    return f"{kind}:{userid.casefold()}"
