"""Numbers people read aloud, and versions."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlmodel import Session

from storage.database import insert_into
from storage.statement import Prepared
from storage.tables import Counter, DataVersion, PlanChange, core_table

COUNTER = core_table(Counter)
VERSION = core_table(DataVersion)
CHANGE = core_table(PlanChange)


def next_number(session: Session, prefix: str, day: date) -> str:
    """The next `PREFIX-YYMM-NNNN` of the month.

    Its row stays locked until the transaction ends, and a transaction that fails gives its number back:
    no gaps, whatever happens at the same time.
    """
    key = f"{prefix}-{day:%y%m}"
    statement = (
        insert_into(session, COUNTER)
        .values(key=key, value=1)
        .on_conflict_do_update(index_elements=["key"], set_={"value": COUNTER.c.value + 1})
        .returning(COUNTER.c.value)
    )
    return f"{key}-{session.execute(statement).scalar_one():04d}"


def raise_to(session: Session, numbers: Iterable[str]) -> None:
    """Numbers that came from elsewhere are taken: count on from the highest of each month."""
    highest: dict[str, int] = {}
    for number in numbers:
        key, _, count = number.rpartition("-")
        if key and count.isdecimal():
            highest[key] = max(highest.get(key, 0), int(count))
    for key, value in sorted(highest.items()):
        higher = case((COUNTER.c.value < value, value), else_=COUNTER.c.value)
        statement = insert_into(session, COUNTER).values(key=key, value=value)
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": higher}))


def move_version(session: Session, *, order_no: str = "", is_beside_plans: bool = False) -> int:
    """Master data have changed. Keeps others from booking until this transaction ends.

    `order_no`: nothing but what is booked for that order. `is_beside_plans`: nothing that a promise rests on.
    """
    version = int(_MOVING.rows(session, {})[0].value)
    if order_no or is_beside_plans:
        _REBOOKED.count(session, {"version": version, "order_no": order_no})
    return version


def hold_version(session: Session) -> int:
    """The present version. Keeps others from moving it, and so from booking, until this transaction ends."""
    return int(_HOLDING.rows(session, {})[0].value)


_HOLDING = Prepared(lambda _: select(VERSION.c.value).where(VERSION.c.id == 1).with_for_update())
_MOVING = Prepared(
    lambda _: update(VERSION).where(VERSION.c.id == 1).values(value=VERSION.c.value + 1).returning(VERSION.c.value)
)
_REBOOKED = Prepared(lambda _: insert(CHANGE).inline(), given=("version", "order_no"))
_VERSION = Prepared(lambda _: select(VERSION.c.value).where(VERSION.c.id == 1))


def data_version(session: Session) -> int:
    """The version a snapshot read now belongs to."""
    return int(_VERSION.rows(session, {})[0].value)


def rebooked_orders(session: Session, after: int, until: int) -> frozenset[str] | None:
    """The orders whose bookings have changed between two versions; None when anything else has."""
    orders = [row.order_no for row in _BETWEEN.rows(session, {"after": after, "until": until})]
    return frozenset(orders) if len(orders) == until - after and all(orders) else None


_BETWEEN = Prepared(
    lambda _: select(CHANGE.c.order_no).where(
        CHANGE.c.version > bindparam("after"), CHANGE.c.version <= bindparam("until")
    )
)


def has_moved_since(session: Session, version: int) -> bool:
    """Something that promises rest on, besides the bookings of orders, has changed since; or nobody knows any more."""
    moves, rebooked = _SINCE.rows(session, {"version": version})[0]
    return int(moves) != int(rebooked)


_REBOOKINGS = select(func.count()).select_from(CHANGE).where(CHANGE.c.version > bindparam("version"))
_SINCE = Prepared(
    lambda _: select(
        (VERSION.c.value - bindparam("version")).label("moves"), _REBOOKINGS.scalar_subquery().label("rebooked")
    ).where(VERSION.c.id == 1)
)


def forget_changes(session: Session, *, keep: int = 10_000) -> None:
    """Drop the trace of old versions; a snapshot as old as those is read anew."""
    session.execute(delete(CHANGE).where(CHANGE.c.version <= data_version(session) - keep))
