"""What a routing asks of its work centres must be there: working time, somebody qualified, a subcontractor's days."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.files.problems import ImportFile, Reason, Row, RowProblem
from core.production import WEEKDAYS, CalendarException, ExceptionKind, RoutingOperation, WorkCentre, WorkCentreCalendar
from storage.master import Known


class Crews:
    """The work centres and calendars as far as known, those of the same files included."""

    def __init__(self, known: Known) -> None:
        self._centres: dict[str, Mapping[str, Any]] = dict(known.work_centres)
        self._weeks: dict[str, Mapping[str, Any]] = dict(known.calendars)
        self._opened = set(known.opened_calendars)

    def learn(self, file: ImportFile) -> None:
        """These will be there when the work centres and routings are stored."""
        for row in file.rows:
            if file.table == WorkCentre.__tablename__:
                self._centres[row["code"]] = {**self._centres.get(row["code"], {}), **row}
            elif file.table == WorkCentreCalendar.__tablename__:
                self._weeks[row["key"]] = {**self._weeks.get(row["key"], {}), **row}
            elif file.table == CalendarException.__tablename__ and row["kind"] is not ExceptionKind.CLOSED:
                self._opened.add(row["calendar"])

    def unable(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """A work centre that never works, and an operation that nobody can do."""
        if file.table == WorkCentre.__tablename__ and self._never_works(row["calendar"]):
            yield file.problem(number, "calendar", row["calendar"], Reason.NEVER_WORKS)
        if file.table == RoutingOperation.__tablename__:
            yield from self._unqualified(file, row, number)
            yield from self._untimed(file, row, number)

    def _never_works(self, calendar: str) -> bool:
        week = self._weeks.get(calendar)
        return week is not None and calendar not in self._opened and not any(week.get(day) for day in WEEKDAYS)

    def _unqualified(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """A skill that no crew of the row's work centres has."""
        skill, centres = row.get("skill"), [each.work_centre for each in row["alternatives"]]
        if skill and not any(skill in self._centres.get(code, {}).get("skills", ()) for code in centres):
            yield file.problem(number, "skill", skill, Reason.NOBODY_QUALIFIED, centres=centres)

    def _untimed(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """Subcontractors who have not said how long they take."""
        for choice in row["alternatives"]:
            code = choice.work_centre
            if choice.lead_days is None and self._centres.get(code, {}).get("is_subcontracted"):
                yield file.problem(number, "alternatives", code, Reason.NO_LEAD_TIME, example=f"{code}(3d/4.5)")
