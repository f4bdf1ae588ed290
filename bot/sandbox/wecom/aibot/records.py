"""What the platform remembers of the smart bot. Plain data that survives a round through JSON; times in epoch ms."""

from dataclasses import dataclass, field

MESSAGE = "message"
ENTERED = "event.enter_chat"
TAPPED = "event.template_card_event"
RATED = "event.feedback_event"


@dataclass(slots=True)
class Told:
    """One message or event that the bot was told, and what it has said to it so far.

    `kind` is MESSAGE or the event's. `message_id` is what was said, or the card that was tapped.
    """

    req_id: str
    msgid: str
    kind: str
    chat_id: str
    userid: str
    created: int
    message_id: str = ""
    task_id: str = ""
    delivered: int = 0
    """When it went out, from which the 5 s and 24 h count; 0 before."""
    is_answered: bool = False
    """An event takes one answer."""
    shown_to: list[str] = field(default_factory=list)
    """Whose card was changed by the answer to a tap."""
    stream_id: str = ""
    stream_began: int = 0
    stream_message: str = ""
    stream_has_card: bool = False
    response_code: str = ""
    is_code_used: bool = False


@dataclass(slots=True)
class Talk:
    """A chat with the bot in it: whether anybody has spoken to it there, and on which day the chat was last opened."""

    chat_id: str
    has_spoken: bool = False
    opened_on: str = ""


@dataclass(slots=True)
class Look:
    """How one person sees a card that was changed for some only."""

    message_id: str
    userid: str
    content: str


@dataclass(slots=True)
class Enclosure:
    """A file on its way to the bot; `aes_key` in base64 without its `=`, as it stands beside the address."""

    file_id: str
    media_id: str
    aes_key: str
    created: int
