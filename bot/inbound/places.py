"""Where deliveries come from."""

from bot.platforms.port import ChatKind, ChatOpened, Inbound, Said, Tapped
from core.people import private_lane
from handlers.context import Place


def place_of(inbound: Inbound) -> Place:
    """Where a delivery came from, as a lane. A person and the bot have one lane, whoever writes first."""
    group, private = f"{inbound.platform}:{inbound.chat}", private_lane(inbound.platform, inbound.sender)
    kind = inbound.chat_kind if isinstance(inbound, Said) else None
    is_between_two = kind is ChatKind.PRIVATE or isinstance(inbound, ChatOpened) or not inbound.chat
    return Place(
        chat=private if is_between_two else group,
        message=inbound.message,
        is_group=kind is ChatKind.GROUP,
        is_tap=isinstance(inbound, Tapped),
        private=private,
    )


def is_private(lane: str) -> bool:
    """The lane of one person and the bot."""
    return lane.partition(":")[2].startswith("@")
