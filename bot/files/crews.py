"""What a routing asks of its work centres must be there: somebody qualified, and a subcontractor's days."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.files.problems import ImportFile, Reason, Row, RowProblem
from core.production import RoutingOperation, WorkCentre
from storage.master import Known


class Crews:
    """The work centres as far as known, those of the same files included."""

    def __init__(self, known: Known) -> None:
        self._centres: dict[str, Mapping[str, Any]] = dict(known.work_centres)

    def learn(self, file: ImportFile) -> None:
        """These work centres will be there when the routings are stored."""
        if file.table == WorkCentre.__tablename__:
            for row in file.rows:
                self._centres[row["code"]] = {**self._centres.get(row["code"], {}), **row}

    def unable(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """A skill that no crew of the row's work centres has, and subcontractors who have not said how long."""
        if file.table != RoutingOperation.__tablename__:
            return
        centres = [(each, self._centres.get(each.work_centre, {})) for each in row["alternatives"]]
        skill = row.get("skill")
        if skill and not any(skill in centre.get("skills", ()) for _, centre in centres):
            named = [each.work_centre for each, _ in centres]
            yield file.problem(number, "skill", skill, Reason.NOBODY_QUALIFIED, centres=named)
        for choice, centre in centres:
            if centre.get("is_subcontracted") and choice.lead_days is None:
                example = f"{choice.work_centre}(3d/4.5)"
                yield file.problem(number, "alternatives", choice.work_centre, Reason.NO_LEAD_TIME, example=example)
