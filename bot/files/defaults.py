"""What goes without saying for a product, and what a solution may be, must be something that its family can be."""

from collections.abc import Iterator

from bot.files.problems import ImportFile, Reason, Row, RowProblem
from core.catalogue import Product, ProductFamily, SpecField
from core.errors import Refusal
from core.solutions import StandardSolution, values_of
from storage.master import Known

_SPEC = {str(Product.__tablename__): "default_spec", str(StandardSolution.__tablename__): "valid_spec"}
"""The column that tells a spec."""


class DefaultSpecs:
    """Reads the specs of products and solutions by the fields of their family, those of the same files included."""

    def __init__(self, known: Known) -> None:
        self._fields = dict(known.spec_fields)
        self._family_of = dict(known.family_of)

    def learn(self, file: ImportFile) -> None:
        """These fields will be there when the products are stored, and these products when the solutions are."""
        if file.table == SpecField.__tablename__:
            for row in file.rows:
                key = (row["family"], row["key"])
                self._fields[key] = {**self._fields.get(key, {}), **row}
        if file.table == Product.__tablename__:
            self._family_of.update({row["code"]: row["family"] for row in file.rows if row.get("family")})

    def unfit(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """The values that the family cannot read."""
        family, column = self._family(file, row), _SPEC.get(file.table, "")
        if family is None:
            return
        for key, words in row[column].items():
            try:
                for value in self._values(file, words):
                    family.read({key: value})
            except Refusal:
                yield file.problem(number, column, f"{key}={words}", Reason.UNFIT_FOR_FIELD, field=key)

    def read(self, file: ImportFile) -> ImportFile:
        """The same rows, what their specs say in its stored form: a synonym is its option."""
        return file.with_rows([self._read(file, row) for row in file.rows], file.row_numbers)

    def _read(self, file: ImportFile, row: Row) -> Row:
        family = self._family(file, row)
        if family is None:
            return row
        column = _SPEC[file.table]
        if file.table == Product.__tablename__:
            return {**row, column: family.read(row[column])}
        return {**row, column: {key: _stored(family, key, words) for key, words in row[column].items()}}

    def _values(self, file: ImportFile, words: str) -> list[str]:
        return [words] if file.table == Product.__tablename__ else values_of(words)

    def _family(self, file: ImportFile, row: Row) -> ProductFamily | None:
        """The family of a row that tells a spec."""
        column = _SPEC.get(file.table)
        if column is None or not row.get(column):
            return None
        key = row.get("family") or self._family_of.get(row.get("product") or row["code"], "")
        fields = [SpecField(**field) for (family, _), field in self._fields.items() if family == key]
        return ProductFamily(key=key, name=key, fields=fields)


def _stored(family: ProductFamily, key: str, words: str) -> str:
    """What a field may be, every value in its stored form."""
    between = ".." if ".." in words else "|"
    return between.join(family.read({key: value})[key] for value in values_of(words))
