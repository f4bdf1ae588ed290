"""What can only be seen across rows, files and the database: references, taken accounts, circles, specs."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from bot.files.crews import Crews
from bot.files.defaults import DefaultSpecs
from bot.files.problems import ImportFile, Reason, Row, RowProblem
from bot.files.tables import TABLES
from core.changes import ApprovalRule
from core.changes.rule import OWNER
from core.people import Role
from core.supply import BomLine, Structure, Substitute
from storage.master import Known

_STRUCTURAL = {str(BomLine.__tablename__): "component", str(Substitute.__tablename__): "substitute"}
"""Tables that say what is made of what, and the column in which a circle shows."""


def check_references(files: Iterable[ImportFile], known: Known) -> tuple[ImportFile, ...]:
    """The files in the order to store them in, without the rows that refer to nothing or cannot be.

    `known` is what the database holds already; rows of one file may refer to good rows of another.
    """
    keys = {table: set(known.keys.get(table, ())) for table in TABLES}
    files = _who_is_who(list(files), known)
    keys["person"] |= _keys_in(files, "person")  # departments come first, and are led by those who come after
    order, structure, specs, crews = list(TABLES), known.structure, DefaultSpecs(known), Crews(known)
    checked = []
    for file in sorted(files, key=lambda file: order.index(file.table)):
        table, refused = TABLES[file.table], _refused(file, keys, known, structure, specs, crews)
        kept = specs.read(_without(file, refused))
        specs.learn(kept)
        crews.learn(kept)
        structure |= _told(kept)
        keys[file.table].update(table.key_of(row) for row in kept.rows)
        checked.append(kept)
    return tuple(checked)


def _who_is_who(files: list[ImportFile], known: Known) -> list[ImportFile]:
    """Departments and people refer to each other: a row that goes takes those with it that need it."""
    while True:
        keys = {table: known.keys.get(table, frozenset()) | _keys_in(files, table) for table in _MUTUAL}
        kept = [_without(file, _strange(file, keys, known)) if file.table in _MUTUAL else file for file in files]
        if [len(file.rows) for file in kept] == [len(file.rows) for file in files]:
            return kept
        files = kept


_MUTUAL = ("department", "person")


def _keys_in(files: Iterable[ImportFile], table: str) -> set[Any]:
    return {TABLES[table].key_of(row) for file in files if file.table == table for row in file.rows}


def _strange(file: ImportFile, keys: Mapping[str, Set[Any]], known: Known) -> dict[int, list[RowProblem]]:
    rows = zip(file.rows, file.row_numbers, strict=True)
    found = {number: [*_dangling(file, row, number, keys), *_taken(file, row, number, known)] for row, number in rows}
    return {number: problems for number, problems in found.items() if problems}


def _refused(
    file: ImportFile,
    keys: Mapping[str, set[Any]],
    known: Known,
    structure: Structure,
    specs: DefaultSpecs,
    crews: Crews,
) -> dict[int, list[RowProblem]]:
    circular = (structure | _told(file)).circular() if file.table in _STRUCTURAL else Structure()
    found = {
        number: [
            *_dangling(file, row, number, keys), *_nobody(file, row, number, keys), *_taken(file, row, number, known),
            *_circular(file, row, number, circular),
        ] or [*specs.unfit(file, row, number), *crews.unable(file, row, number)]
        for row, number in zip(file.rows, file.row_numbers, strict=True)
    }  # fmt: skip
    return {number: problems for number, problems in found.items() if problems}


def _dangling(file: ImportFile, row: Row, number: int, keys: Mapping[str, Set[Any]]) -> Iterator[RowProblem]:
    for column in TABLES[file.table].columns:
        if column.refers_to:
            for value in _values(row.get(column.name)):
                if value not in keys[column.refers_to]:
                    yield file.problem(number, column.name, value, Reason.UNKNOWN_REFERENCE, table=column.refers_to)


def _nobody(file: ImportFile, row: Row, number: int, keys: Mapping[str, Set[Any]]) -> Iterator[RowProblem]:
    """An approval rule that asks a role, a department or a person that is not there would ask nobody."""
    for who in row.get("who") or () if file.table == ApprovalRule.__tablename__ else ():
        kind, _, name = who.rpartition(":")
        table = _ASKED.get(kind, "")
        if kind == "role" and name not in Role.__members__:
            yield file.problem(number, "who", who, Reason.NOT_A_CHOICE, options=[f"role:{role}" for role in Role])
        elif table and who != OWNER and name not in keys[table]:
            yield file.problem(number, "who", who, Reason.UNKNOWN_REFERENCE, table=table)


_ASKED = {"lead": "department", "": "person"}


def _values(value: Any) -> Iterable[str]:
    """The codes in a cell: one, several, or none."""
    if isinstance(value, str):
        return [value] if value else []
    return [getattr(part, "work_centre", part) for part in value or ()]


def _taken(file: ImportFile, row: Row, number: int, known: Known) -> Iterator[RowProblem]:
    table = TABLES[file.table]
    for name in table.unique:
        owner = known.owners.get(name, {}).get(row.get(name) or "")
        if owner is not None and owner != table.key_of(row):
            yield file.problem(number, name, row[name], Reason.ALREADY_TAKEN, owner=owner)


def _told(file: ImportFile) -> Structure:
    """What the rows of a file say of what is made of what; nothing when it is about something else."""
    match _STRUCTURAL.get(file.table):
        case "component":
            return Structure(bom_lines=frozenset((row["parent"], row["component"]) for row in file.rows))
        case "substitute":
            approved = (row for row in file.rows if row.get("is_approved"))
            return Structure(substitutes=frozenset((row["item"], row["substitute"]) for row in approved))
        case _:
            return Structure()


def _circular(file: ImportFile, row: Row, number: int, circular: Structure) -> Iterator[RowProblem]:
    told = _told(replace(file, rows=(row,)))
    if told.bom_lines & circular.bom_lines or told.substitutes & circular.substitutes:
        column = _STRUCTURAL[file.table]
        yield file.problem(number, column, row[column], Reason.CIRCULAR)


def _without(file: ImportFile, refused: Mapping[int, list[RowProblem]]) -> ImportFile:
    kept = [(row, number) for row, number in zip(file.rows, file.row_numbers, strict=True) if number not in refused]
    rows, numbers = tuple(row for row, _ in kept), tuple(number for _, number in kept)
    found = [problem for problems in refused.values() for problem in problems]
    problems = sorted((*file.problems, *found), key=lambda problem: problem.row)
    return replace(file, rows=rows, row_numbers=numbers, problems=tuple(problems))
