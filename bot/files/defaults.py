"""What goes without saying for a product must be something that can be said about its family."""

from collections.abc import Iterator

from bot.files.problems import ImportFile, Reason, Row, RowProblem
from core.catalogue import Product, ProductFamily, SpecField
from core.errors import Refusal
from storage.master import Known


class DefaultSpecs:
    """Reads the default specs of products by the fields of their family, those of the same files included."""

    def __init__(self, known: Known) -> None:
        self._fields = dict(known.spec_fields)
        self._family_of = known.family_of

    def learn(self, file: ImportFile) -> None:
        """These fields will be there when the products are stored."""
        if file.table == SpecField.__tablename__:
            for row in file.rows:
                key = (row["family"], row["key"])
                self._fields[key] = {**self._fields.get(key, {}), **row}

    def unfit(self, file: ImportFile, row: Row, number: int) -> Iterator[RowProblem]:
        """The values that the product's family cannot read."""
        family = self._family(file, row)
        if family is None:
            return
        for key, value in row["default_spec"].items():
            try:
                family.read({key: value})
            except Refusal:
                yield file.problem(number, "default_spec", f"{key}={value}", Reason.UNFIT_FOR_FIELD, field=key)

    def read(self, file: ImportFile) -> ImportFile:
        """The same products, what their specs say in its stored form: a synonym is its option."""
        return file.with_rows([self._read(file, row) for row in file.rows], file.row_numbers)

    def _read(self, file: ImportFile, row: Row) -> Row:
        family = self._family(file, row)
        return {**row, "default_spec": family.read(row["default_spec"])} if family else row

    def _family(self, file: ImportFile, row: Row) -> ProductFamily | None:
        """The family of a row that tells a product's default spec."""
        if file.table != Product.__tablename__ or not row.get("default_spec"):
            return None
        key = row.get("family") or self._family_of.get(row["code"], "")
        fields = [SpecField(**field) for (family, _), field in self._fields.items() if family == key]
        return ProductFamily(key=key, name=key, fields=fields)
