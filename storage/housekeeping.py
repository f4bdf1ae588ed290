"""Forgetting what can no longer matter. Audit, promises and orders are never touched."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session

from storage import bot_questions, card_codes, tickets, undo
from storage.counters import forget_changes
from storage.inbox import INBOX
from storage.outbox import OUTBOX
from storage.tables import InboxState, MessageState


def prune(session: Session, *, before: datetime) -> None:
    """Drop sent messages from before then, handled deliveries that can no longer come again, and old versions."""
    session.execute(delete(OUTBOX).where(OUTBOX.c.state == MessageState.SENT, OUTBOX.c.sent_at < before))
    card_codes.prune(session, before=before)
    bot_questions.prune(session, before=before)
    tickets.prune(session, before=before)
    undo.prune(session, before=before)
    forget_changes(session)
    session.execute(delete(INBOX).where(INBOX.c.state == InboxState.DONE, INBOX.c.received_at < before))
