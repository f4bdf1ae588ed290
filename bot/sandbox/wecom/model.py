"""What the corp remembers: people, chats, messages, files and the platform's own bookkeeping.

Every class is plain data that survives a round through JSON; times are epoch milliseconds.
"""

from dataclasses import dataclass, field
from typing import Any

# Kinds of groups. Any of them may have a webhook, too; "webhook" is a group with nothing else.
AIBOT_GROUP = "aibot"
APPCHAT = "appchat"
WEBHOOK_GROUP = "webhook"
GROUPS = (AIBOT_GROUP, APPCHAT, WEBHOOK_GROUP)

# Private chats of one person.
APP_PRIVATE = "app_private"
AIBOT_PRIVATE = "aibot_private"

# Who speaks.
PERSON = "person"
APP = "app"
AIBOT = "aibot"
WEBHOOK = "webhook"

CARD = "template_card"
ROOT_DEPARTMENT = 1


@dataclass(slots=True)
class Person:
    """Somebody of the company. Outside the app's visible range the app can neither see nor reach them."""

    userid: str
    name: str
    department: str = ""
    """The department's name; its number is in `World.departments`."""
    job_title: str = ""
    mobile: str = ""
    email: str = ""
    open_userid: str = ""
    """The encrypted id that a smart bot hears where a member created it."""
    is_active: bool = True
    in_range: bool = True


@dataclass(slots=True)
class Department:
    """One department; all hang under the root, which is number 1."""

    id: int
    name: str
    parent_id: int = ROOT_DEPARTMENT


@dataclass(slots=True)
class Tag:
    """People the app may address together."""

    tag_id: int
    members: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """A group, or the private chat between one person and the app or smart bot (`members` holds just them)."""

    chat_id: str
    name: str
    kind: str
    members: list[str] = field(default_factory=list)
    owner: str = ""
    webhook_key: str = ""
    """Set where a group robot may post; the whole of its secret."""
    is_dissolved: bool = False
    created: int = 0

    @property
    def is_group(self) -> bool:
        """Whether more than one person may be in it."""
        return self.kind in GROUPS


@dataclass(slots=True)
class Message:
    """One message in one chat.

    What the app sends to several people is one message for each of them, with one `msgid` in common. `content` is
    the JSON text of its body (`{"content": …}`, the template card, …) as it is now shown. A message that exceeded
    a limit is kept as `is_dropped`: nobody ever saw it.
    """

    message_id: str
    seq: int
    chat_id: str
    sender: str
    sender_kind: str
    kind: str
    content: str
    created: int
    updated: int
    msgid: str = ""
    task_id: str = ""
    recipients: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    cut_fields: list[str] = field(default_factory=list)
    """Parts of the card as it is now shown whose text is cut at display: `template_card.main_title.title`, …"""
    quoted: str = ""
    forwarded_from: str = ""
    stream_id: str = ""
    is_finished: bool = True
    """False while a stream of the smart bot is still being written."""
    translates_ids: bool = False
    """Whether marks such as `$userName=lin$` show as names."""
    is_confidential: bool = False
    is_dropped: bool = False
    is_recalled: bool = False
    is_updated: bool = False
    revisions: int = 0


@dataclass(slots=True)
class Revision:
    """What a card looked like from one moment on; `by` is send, update, button or callback."""

    key: str
    message_id: str
    at: int
    by: str
    content: str


@dataclass(slots=True)
class ResponseCode:
    """Lets the card of one sending be changed once, within 72 hours."""

    code: str
    msgid: str
    created: int
    is_used: bool = False


@dataclass(slots=True)
class Media:
    """A file; `family` tells whose ids may use it: `app`, `aibot`, `picture`, or `webhook:` with the key."""

    media_id: str
    family: str
    kind: str
    name: str
    size: int
    created: int


@dataclass(slots=True)
class AccessToken:
    """A token of the app and when it runs out; one that was voided is not known any more."""

    value: str
    expires: int
    is_void: bool = False


@dataclass(slots=True)
class SignInCode:
    """The code of one web sign-in; `userid` is empty for an outsider, who has only an `openid`."""

    code: str
    userid: str
    openid: str
    created: int
    is_used: bool = False


@dataclass(slots=True)
class SentBefore:
    """A message that asked not to be repeated, and until when it is dropped."""

    key: str
    until: int
    msgid: str


@dataclass(slots=True)
class Approval:
    """A form of the 审批 app. `records` are the steps so far, each `{"userid", "status", "speech", "at"}`.

    `nodes` are asked one after the other, each `{"rel": 1 all | 2 one | 3 in turn, "userids": […]}`.
    """

    sp_no: str
    name: str
    template_id: str
    applyer: str
    status: int
    applied: int
    nodes: list[dict[str, Any]] = field(default_factory=list)
    notifyers: list[str] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Push:
    """One event on its way to the bot; an event delivered twice has two. `attempts` are `{"at", "status"}`.

    `channel` is app or aibot, `kind` a message type or `event.` with its name, `clear` the text before encryption.
    """

    key: str
    channel: str
    kind: str
    clear: str
    created: int
    due: int
    seq: int
    state: str = "waiting"
    """waiting, delivered, given_up, or lost (on its way, on command)."""
    message_id: str = ""
    attempts: list[dict[str, Any]] = field(default_factory=list)
