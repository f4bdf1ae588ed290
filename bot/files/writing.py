"""From rows to CSV and XLSX, in the form that can be read back."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

from bot.files.problems import Row
from bot.files.tables import TABLES
from core.catalogue import SpecOption
from core.production import RoutingAlternative

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def write_csv(table: str, rows: Iterable[Row], *, language: str = "zh-CN", zone: ZoneInfo = _SHANGHAI) -> bytes:
    """Rows of a table as CSV that spreadsheet programs open without a question."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_headers(table, language))
    for line in _lines(table, rows):
        writer.writerow([_harmless(_words(value, zone)) for value in line])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(tables: Mapping[str, Iterable[Row]], *, language: str = "zh-CN", zone: ZoneInfo = _SHANGHAI) -> bytes:
    """A workbook with one sheet per table."""
    import openpyxl  # 0.2 s, and most processes never write a workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = openpyxl.Workbook(write_only=True)
    for table, rows in tables.items():
        sheet = workbook.create_sheet(_title(table, language))
        sheet.append(_headers(table, language))
        for line in _lines(table, rows):
            cells = [WriteOnlyCell(sheet, value=_plain(value, zone)) for value in line]
            for cell in cells:
                if cell.data_type == "f":
                    cell.data_type = "s"  # words are never a formula, whatever they begin with
            sheet.append(cells)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def _title(table: str, language: str) -> str:
    return TABLES[table].english if language == "en" else TABLES[table].chinese


def _headers(table: str, language: str) -> list[str]:
    return [column.english if language == "en" else column.chinese for column in TABLES[table].columns]


def _lines(table: str, rows: Iterable[Row]) -> Iterable[list[Any]]:
    return ([row.get(column.name) for column in TABLES[table].columns] for row in rows)


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """Numbers and days as such, everything else in words."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, (bool, Enum)):
        return value
    return value if type(value) is date else _words(value, zone)


def _words(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={part}" for key, part in value.items())
    if isinstance(value, list):
        return "; ".join(_listed(part) for part in value)
    return "".join(letter for letter in str(value) if letter in "\n\t" or category(letter) != "Cc")


def _listed(value: Any) -> str:
    if isinstance(value, SpecOption):
        return "|".join((value.value, value.english, *value.synonyms)).rstrip("|")
    if isinstance(value, RoutingAlternative):
        speed = "" if value.speed_percent == 100 else f"@{value.speed_percent}%"
        return f"{value.work_centre}{speed}{_terms(value)}{'?' if value.needs_approval else ''}"
    return value.name if isinstance(value, Enum) else str(value)


def _terms(value: RoutingAlternative) -> str:
    """A subcontractor's days and price."""
    if value.lead_days is None:
        return ""
    price = f"/{value.price.normalize():f}" if value.price else ""
    return f"({value.lead_days}d{price})"


def _harmless(words: str) -> str:
    """Text that a spreadsheet program would run as a formula gets the mark that says it is text."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") and not _is_number(words) else words


def _is_number(words: str) -> bool:
    return words[1:2].isdigit() and words.lstrip("+-").replace(".", "", 1).isdigit()
