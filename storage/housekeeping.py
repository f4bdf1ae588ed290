"""Forgetting what can no longer matter. Audit, promises and orders are never touched."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session

from storage.inbox import INBOX
from storage.outbox import OUTBOX
from storage.tables import InboxState, MessageState


def prune(session: Session, *, before: datetime) -> None:
    """Drop sent messages from before then, and handled deliveries that can no longer come again."""
    session.execute(delete(OUTBOX).where(OUTBOX.c.state == MessageState.SENT, OUTBOX.c.sent_at < before))
    session.execute(delete(INBOX).where(INBOX.c.state == InboxState.DONE, INBOX.c.received_at < before))
