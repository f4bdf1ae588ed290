"""What the tenant remembers: people, chats, messages, files and the platform's own bookkeeping.

Every class is plain data that survives a round through JSON; times are epoch milliseconds.
"""

from dataclasses import dataclass, field
from typing import Any

GROUP = "group"
P2P = "p2p"

PERSON = "person"
APP = "app"
OTHER_BOT = "bot"


@dataclass(slots=True)
class Person:
    """Somebody of the company. Outside the app's range the bot can neither see nor reach them."""

    open_id: str
    union_id: str
    user_id: str
    name: str
    department: str = ""
    job_title: str = ""
    mobile: str = ""
    email: str = ""
    is_active: bool = True
    in_range: bool = True
    has_blocked_bot: bool = False
    unread_urgents: int = 0


@dataclass(slots=True)
class Chat:
    """A group, or the private chat between one person and the bot (`members` holds just them)."""

    chat_id: str
    name: str
    kind: str
    members: list[str] = field(default_factory=list)
    owner: str = ""
    has_bot: bool = True
    is_dissolved: bool = False
    is_muted: bool = False
    allows_at_all: bool = True
    created: int = 0


@dataclass(slots=True)
class Mention:
    """One `@…` in a message; `key` is its placeholder in the text."""

    key: str
    open_id: str
    name: str


@dataclass(slots=True)
class Message:
    """One message. `content` is the JSON text as it was sent, for a card the one now shown."""

    message_id: str
    seq: int
    chat_id: str
    sender: str
    sender_kind: str
    type: str
    content: str
    created: int
    updated: int
    root_id: str = ""
    parent_id: str = ""
    thread_id: str = ""
    is_recalled: bool = False
    is_updated: bool = False
    edits: int = 0
    revisions: int = 0
    mentions: list[Mention] = field(default_factory=list)
    forwarded_from: str = ""
    urgent_for: list[str] = field(default_factory=list)
    reactions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Revision:
    """What a card looked like from one moment on; `by` is send, patch, update or callback."""

    key: str
    message_id: str
    at: int
    by: str
    content: str


@dataclass(slots=True)
class Resource:
    """A file or picture; `owner` is the uploader's open_id or the app id."""

    key: str
    kind: str
    file_type: str
    name: str
    owner: str
    size: int


@dataclass(slots=True)
class CardToken:
    """The credential of one click for delayed updates."""

    token: str
    message_id: str
    created: int
    uses: int = 0
    is_answered: bool = False


@dataclass(slots=True)
class AccessToken:
    """A tenant access token and when it runs out."""

    value: str
    expires: int


@dataclass(slots=True)
class UsedKey:
    """An idempotency key (`uuid`) and what its first call made."""

    key: str
    made: str
    at: int


@dataclass(slots=True)
class ReadMark:
    """How far somebody has read a chat."""

    key: str
    open_id: str
    chat_id: str
    upto: int
    at: int


@dataclass(slots=True)
class Delivery:
    """One event on its way to the bot; an event delivered twice has two. `tries` already made; `due` of the next."""

    key: str
    event_id: str
    event_type: str
    body: dict[str, Any]
    created: int
    due: int
    seq: int
    tries: int = 0


@dataclass(slots=True)
class ApprovalDefinition:
    """What an administrator has made in the approval console: controls by id, nodes in their order.

    A node is `{"node_id", "name", "type": "AND" | "OR"}`; its approvers are chosen by whoever files.
    """

    code: str
    name: str
    controls: list[str]
    nodes: list[dict[str, str]]
    is_subscribed: bool = False


@dataclass(slots=True)
class ApprovalInstance:
    """One form. `chosen` are the approvers by node; `tasks` those that have been asked so far."""

    code: str
    approval_code: str
    uuid: str
    applicant: str
    form: str
    chosen: dict[str, list[str]]
    created: int
    status: str = "PENDING"
    tasks: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)
