"""Claiming lanes, and writing down how the sending went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, insert, or_, select, update
from sqlmodel import Session

from storage.outbox.looking import lane_of
from storage.outbox.message import CARD, LANE, LONGEST_REST, OUTBOX, Outcome, Ready
from storage.statement import Kind, Prepared
from storage.tables import MessageState

_NOW, _LAST, _LAST_LEASE = (bindparam(name, type_=LANE.c.due_at.type) for name in ("now", "last", "last_lease"))


def _has_come(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """What is further ahead than anything ever waits was written before the clock was set back."""
    return or_(moment <= _NOW, moment > _LAST)


def _taking(_: Kind) -> Any:
    """Lanes in which somebody waits for an answer go first."""
    is_due = (_has_come(LANE.c.due_at), or_(LANE.c.free_at.is_(None), _has_come(LANE.c.free_at)))
    is_free = or_(LANE.c.lease_until.is_(None), LANE.c.lease_until < _NOW, LANE.c.lease_until > _LAST_LEASE)
    due = select(LANE.c.key).where(*is_due, is_free, LANE.c.key.like(bindparam("on")))
    ordered = due.order_by(LANE.c.urgency, LANE.c.due_at).limit(bindparam("lanes"))
    chosen = ordered.with_for_update(skip_locked=True).cte("chosen")
    taken = update(LANE).where(LANE.c.key.in_(select(chosen.c.key)))
    return taken.values(owner=bindparam("by"), lease_until=bindparam("until")).returning(LANE.c.key)


_TAKING = Prepared(_taking)


def claim(
    session: Session, *, owner: str, now: datetime, lease: timedelta, lanes: int, per_lane: int, on: str = "%"
) -> dict[str, list[Ready]]:
    """Take some lanes whose turn has come, with the next messages of each; `on` is a pattern of LIKE.

    A lane has one sender at a time.
    """
    until, last = now + lease, now + LONGEST_REST
    asked = {
        "by": owner,
        "now": now,
        "last": last,
        "last_lease": last + lease,
        "until": until,
        "lanes": lanes,
        "on": on,
    }
    keys = [row.key for row in _TAKING.rows(session, asked)]
    waiting = {key: _next_of(session, key, now, per_lane) for key in keys}
    begun = _begin(session, [ready.seq for messages in waiting.values() for ready in messages])
    return {key: list(takewhile(lambda ready: ready.seq in begun, messages)) for key, messages in waiting.items()}


def _begin(session: Session, seqs: list[int]) -> set[int]:
    """Note an attempt before it is made: after a crash nobody else would know of it.

    A message that a command is just changing is left to the next round; waiting for it could wait for ourselves.
    """
    return {row.seq for row in _BEGINNING.rows(session, {"seqs": seqs})} if seqs else set()


def _beginning(kind: Kind) -> Any:
    chosen = select(OUTBOX.c.seq).where(kind.among(OUTBOX.c.seq, "seqs"))
    free = chosen.with_for_update(skip_locked=True).cte("free")
    begun = update(OUTBOX).where(OUTBOX.c.seq.in_(select(free.c.seq))).values(attempts=OUTBOX.c.attempts + 1)
    return begun.returning(OUTBOX.c.seq)


_BEGINNING = Prepared(_beginning)
_RESTING = Prepared(
    lambda _: (
        update(LANE)
        .where(LANE.c.key == bindparam("lane"))
        .values(owner="", lease_until=None, free_at=bindparam("until"))
    )
)


def put_back(session: Session, messages: Sequence[Ready], resting: Mapping[str, datetime]) -> None:
    """Taken along, but a limit leaves no room for them. `resting` lanes are free again from then on."""
    _undo_begin(session, [ready.seq for ready in messages])
    if resting:
        rows = [{"lane": lane, "until": until} for lane, until in sorted(resting.items())]
        _RESTING.each(session, rows)


_READY = select(
    OUTBOX.c.seq, OUTBOX.c.lane, OUTBOX.c.key, OUTBOX.c.subject, OUTBOX.c.notice, OUTBOX.c.reply_to,
    OUTBOX.c.replaces, OUTBOX.c.attempts, OUTBOX.c.put_off, OUTBOX.c.created_at, OUTBOX.c.card, CARD.c.kind,
    CARD.c.message, CARD.c.wanted, CARD.c.shown, CARD.c.issue, CARD.c.subject.label("card_subject"),
).select_from(OUTBOX.outerjoin(CARD, CARD.c.id == OUTBOX.c.card))  # fmt: skip


_NEXT = Prepared(
    lambda _: (
        _READY.where(
            OUTBOX.c.lane == bindparam("lane"),
            OUTBOX.c.state == MessageState.PENDING,
            _has_come(OUTBOX.c.due_at),
        )
        .order_by(OUTBOX.c.urgency, OUTBOX.c.seq)
        .limit(bindparam("most"))
    )
)


def _next_of(session: Session, lane: str, now: datetime, limit: int) -> list[Ready]:
    asked = {"lane": lane, "now": now, "last": now + LONGEST_REST, "most": limit}
    return [_ready(row) for row in _NEXT.rows(session, asked)]


def _ready(row: Any) -> Ready:
    # Keys begin again in a database that was made or restored anew; the moment does not.
    once = f"{row.key}.{int(row.created_at.timestamp() * 1000):x}"
    return Ready(
        row.seq, row.lane, row.key, once, row.card_subject or row.subject, row.notice, row.reply_to, row.replaces,
        row.attempts, row.put_off, row.card, row.kind or "", row.message or "", row.wanted or 0, row.shown or 0,
        row.issue or 0,
    )  # fmt: skip


def keep(session: Session, owners: Collection[str], until: datetime) -> None:
    """Senders that are alive keep what they have in hand."""
    session.execute(update(LANE).where(LANE.c.owner.in_(owners)).values(lease_until=until))


def forget_leases(session: Session) -> None:
    """At the start of the only process (SQLite): whoever held a lane is gone."""
    session.execute(update(LANE).where(LANE.c.owner != "").values(owner="", lease_until=None))


def settle(
    session: Session, claimed: Mapping[str, Sequence[Ready]], outcomes: Sequence[Outcome], *, owner: str, now: datetime,
    free_at: Mapping[str, datetime],
) -> list[Outcome]:  # fmt: skip
    """Write down how it went and give the lanes back. `free_at`, by lane, is when the chat's limit allows more.

    Gives the outcomes that count: one who lost a lane's lease has nothing more to say about it.
    """
    if session.get_bind().dialect.name != "sqlite":  # its only writer has locked everything
        _lock(session, _CARDS, [o.ready.card for o in outcomes if o.ready.card is not None])
        _lock(session, _MESSAGES, [o.ready.seq for o in outcomes])
    ours = _lock(session, _OUR_LANES, claimed, by=owner)
    counted = [outcome for outcome in outcomes if outcome.ready.lane in ours]
    _settle_messages(session, [o for o in counted if not o.is_shown], now)
    for outcome in counted:
        if outcome.is_shown:
            _settle_card(session, outcome, now)
    tried = {outcome.ready.seq for outcome in outcomes}
    _undo_begin(session, [ready.seq for lane in ours for ready in claimed[lane] if ready.seq not in tried])
    _release(session, ours, counted, free_at)
    return counted


def _lock(session: Session, locking: Prepared, keys: Collection[Any], **where: Any) -> set[Any]:
    """Lock rows in the order in which commands do: cards, messages, lanes. Gives those that were found."""
    return {found for (found,) in locking.rows(session, {"keys": list(keys), **where})} if keys else set()


def _locking(column: ColumnElement[Any], *where: ColumnElement[bool]) -> Prepared:
    def chosen(kind: Kind) -> Any:
        return select(column).where(kind.among(column, "keys"), *where).order_by(column).with_for_update()

    return Prepared(chosen)


_CARDS, _MESSAGES = _locking(CARD.c.id), _locking(OUTBOX.c.seq)
_OUR_LANES = _locking(LANE.c.key, LANE.c.owner == bindparam("by"))


def _undo_begin(session: Session, seqs: list[int]) -> None:
    """These were taken along but never tried."""
    if seqs:
        _UNDOING.count(session, {"seqs": seqs})


_UNDOING = Prepared(
    lambda kind: update(OUTBOX).where(kind.among(OUTBOX.c.seq, "seqs")).values(attempts=OUTBOX.c.attempts - 1)
)
_LEFT = Prepared(
    lambda kind: (
        select(OUTBOX.c.lane, func.min(OUTBOX.c.due_at).label("due_at"), func.min(OUTBOX.c.urgency).label("urgency"))
        .where(kind.among(OUTBOX.c.lane, "lanes"), OUTBOX.c.state == MessageState.PENDING)
        .group_by(OUTBOX.c.lane)
    )
)
_GIVING_BACK = Prepared(
    lambda _: update(LANE)
    .where(LANE.c.key == bindparam("lane"))
    .values(
        owner="", lease_until=None, due_at=bindparam("next_at"),
        urgency=func.coalesce(bindparam("wait", type_=LANE.c.urgency.type), LANE.c.urgency),
        free_at=func.coalesce(bindparam("free", type_=LANE.c.free_at.type), LANE.c.free_at),
    )
)  # fmt: skip


def _release(session: Session, lanes: set[str], outcomes: Sequence[Outcome], free_at: Mapping[str, datetime]) -> None:
    if not lanes:
        return
    left = {row.lane: row for row in _LEFT.rows(session, {"lanes": list(lanes)})}
    blocked = {o.ready.lane: o.retry_at for o in outcomes if o.retry_at is not None}
    used = {o.ready.lane for o in outcomes}
    rows = [
        {
            "lane": key,
            "next_at": left[key].due_at if key in left else None,
            "wait": left[key].urgency if key in left else None,
            "free": max(free_at[key], blocked.get(key) or free_at[key]) if key in used else None,
        }
        for key in sorted(lanes)
    ]
    _GIVING_BACK.each(session, rows)


_SETTLING = Prepared(
    lambda _: update(OUTBOX)
    .where(OUTBOX.c.seq == bindparam("settled"))
    .values(
        state=bindparam("ended"), sent_at=bindparam("at"), message=bindparam("sent_as"), error=bindparam("why"),
        due_at=func.coalesce(bindparam("again_at", type_=OUTBOX.c.due_at.type), OUTBOX.c.due_at),
        put_off=OUTBOX.c.put_off + bindparam("once_more", type_=OUTBOX.c.put_off.type),
        attempts=OUTBOX.c.attempts - bindparam("untried", type_=OUTBOX.c.attempts.type),
    )
)  # fmt: skip
"""One statement for all of a round: many small ones cost more than the sending."""


def _settle_messages(session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
    rows = [
        {
            "settled": outcome.ready.seq, "ended": _state_after(outcome), "at": now if outcome.sent else None,
            "sent_as": outcome.message, "why": outcome.error, "again_at": outcome.retry_at,
            "once_more": int(outcome.retry_at is not None), "untried": int(outcome.is_untried),
        }
        for outcome in outcomes
    ]  # fmt: skip
    if rows:
        _SETTLING.each(session, rows)


def _state_after(outcome: Outcome) -> MessageState:
    if outcome.sent:
        return MessageState.SENT
    return MessageState.DEAD if outcome.dead else MessageState.PENDING


def _settle_card(session: Session, outcome: Outcome, now: datetime) -> None:
    """A card that went stale again while it was being sent stays owed."""
    ready, shown = outcome.ready, outcome.shown or 0
    if ready.card_message and outcome.message not in ("", ready.card_message):
        _keep_known(session, ready, now)
    card = _SHOWING.row(session, {"card": ready.card, "now_shown": shown, "sent_as": outcome.message, "at": now})
    if card is None or (card.wanted <= shown and card.message):
        _settle_messages(session, [replace(outcome, message=outcome.message or ready.card_message)], now)
    else:
        _OWED_AGAIN.count(session, {"settled": ready.seq, "at": now})


def _keep_known(session: Session, ready: Ready, now: datetime) -> None:
    """Another message has taken this one's place: people may still tap on it, even if it was never written down."""
    if lane_of(session, ready.card_message):
        return
    row = {
        "lane": ready.lane, "key": ready.key, "subject": ready.subject, "card": ready.card, "created_at": now,
        "due_at": now, "sent_at": now, "state": MessageState.SENT, "attempts": 1, "message": ready.card_message,
    }  # fmt: skip
    session.execute(insert(OUTBOX).values(row))


_SENT_AS = bindparam("sent_as", type_=CARD.c.message.type)
_SHOWING = Prepared(
    lambda _: (
        update(CARD)
        .where(CARD.c.id == bindparam("card"))
        .values(
            shown=bindparam("now_shown"),
            message=case((_SENT_AS != "", _SENT_AS), else_=CARD.c.message),
            issued_at=case((_SENT_AS != "", bindparam("at", type_=CARD.c.issued_at.type)), else_=CARD.c.issued_at),
        )
        .returning(CARD.c.wanted, CARD.c.message)
    )
)
_OWED_AGAIN = Prepared(
    lambda _: (
        update(OUTBOX).where(OUTBOX.c.seq == bindparam("settled")).values(due_at=bindparam("at"), attempts=0, put_off=0)
    )
)
