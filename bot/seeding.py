"""Loading a factory: the sample into an empty database, or people's own files."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.app import Program
from bot.config import BadConfig, Settings
from bot.planner.computing import SnapshotCache
from core.events import Event
from core.hub import RowsImported
from core.planning.errors import BadShop
from handlers.commands import CheckFeasibility
from handlers.importing import ImportOrders, ImportRows, Laid, book_laid, lay_out, unplanned_questions
from handlers.promising import MAX_ATTEMPTS
from handlers.sender import TONGPIN
from storage import master
from storage.ages import confirm_source, was_confirmed
from storage.people import PLATFORMS

if TYPE_CHECKING:  # every start looks in here, and few of them read files
    from bot.files import ImportFile, RowProblem


@dataclass
class Report:
    """What an import did, table by table, and every cell that could not be taken."""

    tables: dict[str, RowsImported] = field(default_factory=dict)
    problems: "list[RowProblem]" = field(default_factory=list)
    impossible: tuple[str, ...] = ()
    """Orders for which no date can be found with this data."""
    contradiction: BadShop | None = None
    """Why no order at all could be planned: rows that are each right and together describe no factory."""


def is_empty(program: Program) -> bool:
    """Nothing has been loaded yet."""
    with program.database.read() as session:
        return master.is_empty(session)


def seed(program: Program) -> Report:
    """Load the sample factory; its dates count from today.

    Departments and people are the configured ones before the first order, and those that are not configured have no
    chats and accounts: what orders give rise to goes to where it can arrive.
    """
    from bot.sample import sample_files

    today = program.clock().astimezone(program.settings.zone).date()
    report = Report()
    for file in sample_files(today, program.settings.zone):
        file = _reachable(file, program.settings)
        if file.table == "order":
            apply_configured(program, even_if_known=True)
        _store(program, file, report)
    report.impossible = _lay_book(program)
    program.bus.execute(CheckFeasibility(), sender=TONGPIN, now=program.clock())
    return report


def _reachable(file: "ImportFile", settings: Settings) -> "ImportFile":
    """The sample's own chats and accounts are nobody's where a company has named its own."""
    if file.table == "department" and settings.departments:
        return replace(file, rows=tuple({**row, "chats": []} for row in file.rows))
    if file.table == "person" and settings.people:
        return replace(file, rows=tuple({**row, **dict.fromkeys(PLATFORMS)} for row in file.rows))
    return file


def store(program: Program, files: "Iterable[ImportFile]") -> Report:
    """Store files that have been read and checked; then give open orders their place in the plan."""
    report = Report()
    for file in files:
        _store(program, file, report)
    try:
        report.impossible = _lay_book(program)
    except BadShop as why:
        report.contradiction = why
    return report


def _store(program: Program, file: "ImportFile", report: Report) -> None:
    report.problems.extend(file.problems)
    kind = ImportOrders(rows=[dict(row) for row in file.rows]) if file.table == "order" else None
    command = kind or ImportRows(table=file.table, rows=[dict(row) for row in file.rows])
    outcome = program.bus.execute(command, sender=TONGPIN, now=program.clock())
    report.tables[file.table] = _imported(outcome.events)


def _lay_book(program: Program) -> tuple[str, ...]:
    """Plan what is not planned yet; gives the orders for which no date can be found.

    What others took while it was worked out is worked out again. The next import plans what is left after that.
    """
    from core.planning.promise.engine import DispatchEngine  # late: a start plans nothing

    engine, laid, snapshots = DispatchEngine(), list[Laid](), SnapshotCache(program.settings.zone)
    for _ in range(MAX_ATTEMPTS):
        with program.database.read() as session:
            shop = snapshots.shop(session, program.clock())
            questions = unplanned_questions(session, program.settings.zone)
        laid = lay_out(shop, questions, engine)
        if program.database.write(partial(book_laid, laid=laid, timezone=program.settings.zone)):
            break
    return tuple(each.answer.order_no for each in laid if each.answer.promise_date is None)


def _imported(events: Iterable[Event]) -> RowsImported:
    return next(event for event in events if isinstance(event, RowsImported))


def apply_configured(program: Program, *, even_if_known: bool = False) -> None:
    """Departments and people of the configuration are the starting point: applied once, and again when changed there.

    What is changed in chat or by import in between therefore stays. Raises BadConfig when they do not go with what is
    in the database.
    """
    settings = program.settings
    departments = [each.model_dump(exclude_unset=True) for each in settings.departments]
    people = [each.model_dump(exclude_unset=True) for each in settings.people]
    if not (departments or people):
        return
    digest = hashlib.sha256(json.dumps([departments, people], sort_keys=True).encode()).hexdigest()[:16]
    with program.database.read() as session:
        is_known = was_confirmed(session, f"config:{digest}") and not even_if_known
        clashes = [] if is_known else list(clashes_with(master.known(session), settings))
    if is_known:
        return
    if clashes:
        raise BadConfig(clashes)
    for table, rows in (("department", departments), ("person", people)):
        program.bus.execute(ImportRows(table=table, rows=rows), sender=TONGPIN, now=program.clock())
    program.database.write(lambda session: confirm_source(session, f"config:{digest}", program.clock()))


def clashes_with(known: master.Known, settings: Settings) -> Iterator[str]:
    """What the file alone cannot show: a line for each, with what to write.

    Before there are any people nobody is missed: those of an import come after the departments they lead.
    """
    departments = known.keys["department"] | {department.key for department in settings.departments}
    named = {person.key for person in settings.people}
    for department in settings.departments:
        if known.keys["person"] and department.lead and department.lead not in known.keys["person"] | named:
            yield (
                f"configuration: departments.lead: '{department.lead}' of {department.key} is nobody we know. "
                "Write the key of a person, and import them first or write them under [[people]] too."
            )
    for person in settings.people:
        if person.department not in departments:
            yield (
                f"configuration: people.department: '{person.department}' of {person.key} is no department. "
                "Write it under [[departments]] too."
            )
        for platform in PLATFORMS:
            account = getattr(person, platform)
            owner = known.owners.get(platform, {}).get(account, person.key)
            if owner not in (person.key, *named):
                yield (
                    f"configuration: people.{platform}: '{account}' of {person.key} is the account of {owner} already. "
                    "Write another one, or take it away from them first."
                )
