"""Loading a factory: the sample into an empty database, or people's own files."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.app import Program
from bot.files import ImportFile, RowProblem
from bot.sample import sample_files
from core.events import Event
from core.hub import RowsImported
from core.planning.engine import DispatchEngine
from handlers.commands import CheckFeasibility
from handlers.importing import ImportOrders, ImportRows, lay_book
from handlers.sender import TONGPIN
from storage import master
from storage.ages import confirm_source, was_confirmed


@dataclass
class Report:
    """What an import did, table by table, and every cell that could not be taken."""

    tables: dict[str, RowsImported] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    impossible: tuple[str, ...] = ()
    """Orders for which no date can be found with this data."""


def is_empty(program: Program) -> bool:
    """Nothing has been loaded yet."""
    with program.database.read() as session:
        return master.is_empty(session)


def seed(program: Program) -> Report:
    """Load the sample factory. Its dates count from today."""
    today = program.clock().astimezone(program.settings.zone).date()
    report = store(program, sample_files(today, program.settings.zone))
    check = CheckFeasibility()
    program.bus.execute(check, sender=TONGPIN, now=program.clock())
    return report


def store(program: Program, files: Iterable[ImportFile]) -> Report:
    """Store files that have been read and checked; then give open orders their place in the plan."""
    report = Report()
    for file in files:
        report.problems.extend(file.problems)
        kind = ImportOrders(rows=[dict(row) for row in file.rows]) if file.table == "order" else None
        command = kind or ImportRows(table=file.table, rows=[dict(row) for row in file.rows])
        outcome = program.bus.execute(command, sender=TONGPIN, now=program.clock())
        report.tables[file.table] = _imported(outcome.events)
    report.impossible = _lay_book(program)
    return report


def _lay_book(program: Program) -> tuple[str, ...]:
    with program.database.read() as session:
        shop = program.planner.snapshots.shop(session, program.clock())

    def work(session: Session) -> tuple[str, ...]:
        return lay_book(session, shop, DispatchEngine(), program.settings.zone).impossible

    return program.database.write(work)


def _imported(events: Iterable[Event]) -> RowsImported:
    return next(event for event in events if isinstance(event, RowsImported))


def apply_configured(program: Program) -> None:
    """Departments and people of the configuration are the starting point: applied once, and again when changed there.

    What is changed in chat or by import in between therefore stays.
    """
    settings = program.settings
    departments = [each.model_dump(exclude_unset=True) for each in settings.departments]
    people = [each.model_dump(exclude_unset=True) for each in settings.people]
    digest = hashlib.sha256(json.dumps([departments, people], sort_keys=True).encode()).hexdigest()[:16]
    with program.database.read() as session:
        is_known = was_confirmed(session, f"config:{digest}")
    if is_known or not (departments or people):
        return
    for table, rows in (("department", departments), ("person", people)):
        program.bus.execute(ImportRows(table=table, rows=rows), sender=TONGPIN, now=program.clock())
    program.database.write(lambda session: confirm_source(session, f"config:{digest}", program.clock()))
