from sqlmodel import Session

from core.catalogue import ProductFamily
from storage import catalogue, counters
from storage.database import Database


def name_it(session: Session, name: str) -> None:
    session.merge(ProductFamily(key="panel", name=name))
    session.flush()
    counters.move_version(session)


def name_of(database: Database) -> str:
    with database.read() as session:
        return catalogue.families(session)["panel"].name


def test_a_family_is_known_as_it_is_now(database: Database) -> None:
    database.write(lambda session: name_it(session, "before"))
    assert name_of(database) == "before"

    database.write(lambda session: name_it(session, "after"))

    assert name_of(database) == "after"


def test_what_is_undone_was_never_known(database: Database) -> None:
    database.write(lambda session: name_it(session, "kept"))

    def work(session: Session) -> None:
        name_it(session, "undone")
        assert catalogue.families(session)["panel"].name == "undone"
        raise LookupError

    try:
        database.write(work)
    except LookupError:
        database.write(lambda session: counters.move_version(session))

    assert name_of(database) == "kept"


def test_what_is_booked_changes_no_family(database: Database) -> None:
    database.write(lambda session: name_it(session, "kept"))
    with database.read() as session:
        known = catalogue.families(session)
    database.write(lambda session: counters.move_version(session, order_no="ORD-1"))

    with database.read() as session:
        assert catalogue.families(session) is known
