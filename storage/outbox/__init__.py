"""What is owed to chats. One lane per chat keeps order, pace and patience in one place."""

from storage.outbox.looking import (
    card_of,
    dead_count,
    dead_letters,
    drop,
    has_lane,
    is_under_way,
    lane_of,
    next_due,
    pending_count,
    resend,
)
from storage.outbox.message import CARD, LANE, LONGEST_REST, OUTBOX, Outcome, Owed, Ready, Wait
from storage.outbox.owing import enqueue
from storage.outbox.sending import claim, forget_leases, keep, put_back, settle

__all__ = [
    "CARD",
    "LANE",
    "LONGEST_REST",
    "OUTBOX",
    "Outcome",
    "Owed",
    "Ready",
    "Wait",
    "card_of",
    "claim",
    "dead_count",
    "dead_letters",
    "drop",
    "enqueue",
    "forget_leases",
    "has_lane",
    "is_under_way",
    "keep",
    "lane_of",
    "next_due",
    "pending_count",
    "put_back",
    "resend",
    "settle",
]
