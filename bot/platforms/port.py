"""What every chat platform gives and takes, in our words.

Inward a platform turns its wire format into an `Inbound`; outward it takes finished card
JSON. Neither side knows another platform.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


class ChatKind(StrEnum):
    """Where words were said."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event or callback that is truly from our own tenant, ready to be stored.

    `id` is the dedupe key, already prefixed with the platform; `payload_json` what a platform's `read_delivery` reads,
    without secrets; `is_callback` when somebody waits to see the answer; `created_at` is the platform's time of it.
    """

    id: str
    kind: str
    payload_json: bytes
    is_callback: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A callback that is none of ours: answer with `status` and nothing else; `reason` goes to the log."""

    status: int
    reason: str


KEPT = "kept"
"""What is attached came by a page of ours: its bytes are kept already, and `key` is their hash."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture somebody sent; fetched later with `Platform.download`."""

    message_id: str
    key: str
    name: str
    kind: str
    """`file`, `image`, or `KEPT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One delivery from a platform, verified and parsed.

    `delivery` is the platform's own id of it (dedupe key), already prefixed with the platform:
    `feishu:om_…` for a message, `feishu:<event_id>` for anything else.
    """

    delivery: str
    platform: str
    at: datetime
    sender: str = ""
    """The platform's id of the person (`open_id`); empty for events without one."""
    chat: str = ""
    """The platform's chat id, without prefix."""
    message: str = ""
    """The platform's id of the message spoken or clicked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Inbound):
    """Somebody wrote to the bot. The bot's own mention is removed, other mentions are `@name`."""

    text: str
    chat_kind: ChatKind
    is_mentioned: bool = False
    """In a group the bot only listens when mentioned."""
    mentions: Mapping[str, str] = field(default_factory=dict)
    """Displayed name to platform id, of the other people mentioned."""
    attachments: tuple[Attachment, ...] = ()
    parent: str = ""
    """The message this one replies to."""
    root: str = ""
    """The message that its thread began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped(Inbound):
    """Somebody pressed a button or sent a form on a card of ours."""

    value: Mapping[str, Any]
    """The button's own `{"act", "ref", "rev"}`."""
    form: Mapping[str, Any] = field(default_factory=dict)
    """Form fields by name; a day that was picked is written `2026-12-05`."""
    code: str = ""
    """What lets the card be changed once more, on a platform that gives such a thing with every click."""
    files: tuple[Attachment, ...] = ()
    """Sent with the form; only pages of ours have such forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAdded(Inbound):
    """The bot was put into a group."""

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRemoved(Inbound):
    """The bot was taken out of a group: stop sending there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(Inbound):
    """Somebody opened the private chat with the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuTapped(Inbound):
    """Somebody used the bot's menu; `key` is the menu item's event key."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecalled(Inbound):
    """A message was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Inbound):
    """Somebody left the company (`sender`): their mapping must be switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalChanged(Inbound):
    """A form of the platform's own approvals moved on: ask the platform before acting on it."""

    number: str
    """The form's number: the platform's, or ours where we gave one."""
    status: str
    """As the platform says it; each in its own words."""
    template: str
    """Of which kind of form it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Inbound):
    """Validly signed, but nothing we know: recorded and answered, no effect."""

    kind: str


class To(StrEnum):
    """What kind of id a message is addressed with."""

    CHAT = "chat"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a group or private chat by chat id, or a person by platform id."""

    kind: To
    id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What the platform said of a message it accepted."""

    message: str
    chat: str
    is_known: bool | None = None
    """Whether it had arrived before, by its key, and stays as it was; None where the platform does not say."""


class Fault(StrEnum):
    """Why a platform refused for good; each has one answer in `bot/outbound.py`."""

    CARD_EXPIRED = "card_expired"
    """Too old to update: send a new one."""
    UPDATES_SPENT = "updates_spent"
    """It can be changed only once more: that is kept for saying on it that a new one has taken its place."""
    MESSAGE_GONE = "message_gone"
    """Recalled or deleted: send a new one."""
    CHAT_GONE = "chat_gone"
    """Bot removed, group dissolved: mark unreachable, tell the responsible person."""
    PERSON_GONE = "person_gone"
    """Resigned, blocked or outside the app's range: mark unreachable."""
    BAD_MENTION = "bad_mention"
    """One unknown person id refuses the whole card: send again without mentions."""
    TOO_LARGE = "too_large"
    CONTENT_REFUSED = "content_refused"
    """Sensitive words or data-loss prevention: send without user text."""
    NOT_PERMITTED = "not_permitted"
    """A scope or setting is missing on the platform: an administrator must act."""
    INVALID = "invalid"
    """The platform does not understand the card: a defect of ours."""


class PlatformError(Exception):
    """A chat platform did not take a message."""


class PlatformBusy(PlatformError):
    """The message is fine, the moment is not (rate limit, 5xx, timeout). `wait` in seconds, None if not told.

    `is_untried`: nothing was sent, and so nothing can have arrived.
    """

    def __init__(self, why: str, wait: float | None = None, *, is_untried: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.is_untried = is_untried


class PlatformRefused(PlatformError):
    """Sending the same again cannot help."""

    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault = fault


class Platform(Protocol):
    """The sending side of one chat platform. Called from sender threads only; every call blocks."""

    renew_before: timedelta
    """So long after it was sent a living card is sent anew, while the platform still takes updates of the old one."""
    is_frugal: bool
    """Each change of a card costs something: what is about to change once more can wait for that."""

    @property
    def reach(self) -> str:
        """The lanes that can be written to from this process now, as a pattern of SQL's LIKE."""
        ...

    def send(self, to: Address, card: Mapping[str, Any], *, key: str, is_repeat: bool = False) -> Sent:
        """Send a card; `key` (50 characters at most) makes a repeat within the hour harmless.

        `is_repeat`: how an earlier attempt ended is not known, it may have arrived.
        """
        ...

    def reply(self, message: str, card: Mapping[str, Any], *, to: Address, key: str, is_repeat: bool = False) -> Sent:
        """Send a card as an answer to a message; `to` is where that was said."""
        ...

    def update(self, message: str, card: Mapping[str, Any], *, is_last: bool = False) -> None:
        """Replace a sent card. `is_last`: it will not be changed again, and so may cost the last change there is."""
        ...

    def recall(self, message: str) -> None:
        """Take a sent message back."""
        ...

    def download(self, attachment: Attachment) -> bytes:
        """The bytes of a file somebody sent."""
        ...

    def upload(self, name: str, content: bytes) -> str:
        """Store a file with the platform; gives its key."""
        ...

    def send_file(self, to: Address, key: str, *, once: str) -> Sent:
        """Send an uploaded file; `once` as `key` of `send`."""
        ...

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """Found a group of these people and the bot; its chat id. `key` makes a repeat harmless."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
