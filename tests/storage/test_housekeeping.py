from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from core.events import Event
from core.undo import Undoable
from storage import audit, inbox, outbox
from storage.audit import AUDIT, Origin
from storage.database import Database
from storage.housekeeping import prune
from storage.inbox import INBOX, Arrival
from storage.outbox import OUTBOX, Outcome
from storage.tables import core_table
from tests.storage.owing import CHAT, NOW, claim, owe, pending, sent, settle

MONTH = timedelta(days=30)


class Noted(Event):
    """Something that must stay."""


def keep(database: Database, delivery: str, *, at: datetime, failed: str | None = None) -> None:
    """A delivery; handled unless `failed` is None."""

    def work(session: Session) -> None:
        (stored,) = inbox.insert_arrivals(session, [Arrival(delivery, "feishu", "kind", b"{}", at)], owner="us")
        if failed is not None:
            inbox.settle(session, stored.seq, at, failed=failed)

    database.write(work)


def test_what_is_handled_and_cannot_come_again_is_forgotten(database: Database) -> None:
    keep(database, "handled long ago", at=NOW - MONTH, failed="")
    keep(database, "handled lately", at=NOW, failed="")
    keep(database, "failed long ago", at=NOW - MONTH, failed="ab12cd34")
    keep(database, "never handled", at=NOW - MONTH)

    database.write(lambda session: prune(session, before=NOW - timedelta(days=1)))

    with database.read() as session:
        left = list(session.execute(select(INBOX.c.delivery).order_by(INBOX.c.seq)).scalars())
    assert left == ["handled lately", "failed long ago", "never handled"]


def test_sent_messages_are_forgotten_and_what_is_owed_or_given_up_is_not(database: Database) -> None:
    long_ago = NOW - MONTH
    for key in ("sent", "given up", "owed"):
        owe(database, key, now=long_ago)
    claimed = claim(database, now=long_ago)
    settle(
        database, claimed, sent(claimed[CHAT][0]), Outcome(claimed[CHAT][1], dead=True, error="invalid"), now=long_ago
    )

    database.write(lambda session: prune(session, before=NOW))

    assert [row.key for row in pending(database)] == ["owed"]
    with database.read() as session:
        assert [letter["key"] for letter in outbox.dead_letters(session)] == ["given up"]
        assert session.execute(select(func.count()).select_from(OUTBOX)).scalar_one() == 2


def test_the_audit_trail_is_never_forgotten(database: Database) -> None:
    noted = Noted(at=datetime(2020, 1, 1, tzinfo=UTC), subject="ORD-2001-0001")
    database.write(lambda session: audit.append(session, [noted], Origin(actor="lin.xiaoyan")))

    database.write(lambda session: prune(session, before=NOW))

    with database.read() as session:
        assert session.execute(select(func.count()).select_from(AUDIT)).scalar_one() == 1


def test_what_nobody_can_take_back_any_more_is_forgotten(database: Database) -> None:
    def note(session: Session) -> None:
        for subject, at in (("long ago", NOW - MONTH), ("just now", NOW)):
            session.add(Undoable.note("lin", subject, "undo.hold", command={}, told=[], now=at))

    database.write(note)

    database.write(lambda session: prune(session, before=NOW - timedelta(days=1)))

    with database.read() as session:
        assert [row.subject for row in session.execute(select(core_table(Undoable).c.subject))] == ["just now"]
