"""The tenant's whole state behind one lock: every change is stored before anybody hears that it happened."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex
from threading import RLock
from typing import Any

from bot.sandbox.common.feed import Feed
from bot.sandbox.common.limits import Limiter
from bot.sandbox.common.shelf import Pending, Shelf
from bot.sandbox.common.store import open_store
from bot.sandbox.common.wirelog import WireLog
from bot.sandbox.feishu import model
from bot.sandbox.feishu.failures import Failures
from bot.sandbox.feishu.settings import TenantSettings

DAY_MS = 24 * 3600 * 1000
CARD_LIFETIME_MS = 14 * DAY_MS


def _message(mentions: list[dict[str, str]], **rest: Any) -> model.Message:
    return model.Message(mentions=[model.Mention(**mention) for mention in mentions], **rest)


class World:
    """People, chats, messages and the platform's bookkeeping. Read and change only inside `change()`."""

    def __init__(self, settings: TenantSettings, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.clock = clock
        self.limiter = Limiter()
        self.failures = Failures()
        self.feed = Feed()
        self.wire_log = WireLog((settings.app_secret, settings.encrypt_key, settings.verification_token))
        self.unanswered: Counter[str] = Counter()
        """Clicks on a message that the bot has not answered yet: its card is locked."""
        self.chat_messages: defaultdict[str, list[str]] = defaultdict(list)
        self._lock = RLock()
        self._depth = 0
        self._store = open_store(settings.path)
        self._pending = Pending(self._store)
        self._make_shelves()
        self._load()

    def _make_shelves(self) -> None:
        pending = self._pending
        self.people: Shelf[model.Person] = Shelf("person", lambda it: it.open_id, pending)
        self.chats: Shelf[model.Chat] = Shelf("chat", lambda it: it.chat_id, pending)
        self.messages: Shelf[model.Message] = Shelf("message", lambda it: it.message_id, pending)
        self.revisions: Shelf[model.Revision] = Shelf("revision", lambda it: it.key, pending)
        self.resources: Shelf[model.Resource] = Shelf("resource", lambda it: it.key, pending)
        self.card_tokens: Shelf[model.CardToken] = Shelf("card_token", lambda it: it.token, pending)
        self.access_tokens: Shelf[model.AccessToken] = Shelf("access_token", lambda it: it.value, pending)
        self.used_keys: Shelf[model.UsedKey] = Shelf("used_key", lambda it: it.key, pending)
        self.read_marks: Shelf[model.ReadMark] = Shelf("read_mark", lambda it: it.key, pending)
        self.deliveries: Shelf[model.Delivery] = Shelf("delivery", lambda it: it.key, pending)
        self.definitions: Shelf[model.ApprovalDefinition] = Shelf("definition", lambda it: it.code, pending)
        self.instances: Shelf[model.ApprovalInstance] = Shelf("instance", lambda it: it.code, pending)

    def _load(self) -> None:
        for shelf, build in (
            (self.people, model.Person),
            (self.chats, model.Chat),
            (self.messages, _message),
            (self.revisions, model.Revision),
            (self.resources, model.Resource),
            (self.card_tokens, model.CardToken),
            (self.access_tokens, model.AccessToken),
            (self.used_keys, model.UsedKey),
            (self.read_marks, model.ReadMark),
            (self.deliveries, model.Delivery),
            (self.definitions, model.ApprovalDefinition),
            (self.instances, model.ApprovalInstance),
        ):
            shelf.load(self._store, build)  # type: ignore[arg-type]
        for message in sorted(self.messages, key=lambda it: it.seq):
            self.chat_messages[message.chat_id].append(message.message_id)
        self.seq = max((it.seq for it in (*self.messages, *self.deliveries)), default=0)

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
        """The tenant's clock in epoch milliseconds."""
        return round(self.clock().timestamp() * 1000)

    def next_seq(self) -> int:
        """A number higher than all before."""
        self.seq += 1
        return self.seq

    def add_message(self, chat: model.Chat, **fields: Any) -> model.Message:
        """Put a new message into a chat and tell the page."""
        now = self.now_ms
        message = self.messages.put(
            model.Message(
                message_id=f"om_{token_hex(16)}",
                seq=self.next_seq(),
                chat_id=chat.chat_id,
                created=now,
                updated=now,
                **fields,
            )
        )
        self.chat_messages[chat.chat_id].append(message.message_id)
        self.feed.publish("message", chat_id=chat.chat_id, message_id=message.message_id)
        return message

    def keep_message(self, message: model.Message) -> None:
        """A message changed."""
        self.messages.put(message)
        self.feed.publish("message", chat_id=message.chat_id, message_id=message.message_id)

    def show_card(self, message: model.Message, content: str, by: str) -> None:
        """A card now looks like this; keeps the look in the message's history."""
        key = f"{message.message_id}:{message.revisions}"
        self.revisions.put(model.Revision(key, message.message_id, self.now_ms, by, content))
        message.revisions += 1
        if by != "send":
            message.content = content
            message.is_updated = True
            message.updated = self.now_ms
        self.keep_message(message)

    def keep_file(self, resource: model.Resource, content: bytes) -> model.Resource:
        """Store a file with its content."""
        self._pending.note_blob(resource.key, content)
        return self.resources.put(resource)

    def file_content(self, key: str) -> bytes:
        """A file's content; empty when unknown. A file is readable once its upload was answered."""
        return self._store.blob(key) or b""

    def private_chat(self, open_id: str) -> model.Chat | None:
        """The chat between this person and the bot, if they ever had one."""
        return next((it for it in self.chats if it.kind == model.P2P and it.members == [open_id]), None)

    def ensure_private_chat(self, person: model.Person) -> model.Chat:
        """The chat between this person and the bot, opened when needed."""
        known = self.private_chat(person.open_id)
        if known is not None:
            return known
        chat = model.Chat(f"oc_p2p_{token_hex(12)}", person.name, model.P2P, [person.open_id], created=self.now_ms)
        self.feed.publish("chat", chat_id=chat.chat_id)
        return self.chats.put(chat)

    def person(self, any_id: str) -> model.Person | None:
        """Somebody by open_id, union_id or user_id."""
        direct = self.people.get(any_id)
        if direct is not None or not any_id:
            return direct
        return next((it for it in self.people if any_id in (it.union_id, it.user_id)), None)

    def is_expired(self, message: model.Message) -> bool:
        """A card stops being interactive and updatable 14 days after it was sent."""
        return message.type == "interactive" and self.now_ms - message.created > CARD_LIFETIME_MS
