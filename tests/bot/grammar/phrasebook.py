"""Reads `phrasebook.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Line:
    """One row: what is typed, and what is made of it. `why` names the refusal of each field that is asked back."""

    says: str
    customer: str
    product: str
    quantity: int | None
    requested_date: date | None
    requirement: str | None
    spec: Mapping[str, str]
    why: Mapping[str, str]


def lines() -> list[Line]:
    """Every row of every table."""
    return list(_rows())


def _rows() -> Iterator[Line]:
    for row in Path(__file__).with_suffix(".md").read_text("utf-8").splitlines():
        if row.startswith("| ") and not row.startswith("| typed "):
            yield _line(*(cell.strip().replace("⏎", "\n") for cell in row.strip("|").split("|")))


def _line(says: str, customer: str, product: str, quantity: str, day: str, wish: str, spec: str, why: str) -> Line:
    return Line(
        says,
        customer,
        product,
        int(quantity) if quantity else None,
        _within_a_year(day) if day else None,
        wish or None,
        _pairs(spec, "="),
        _pairs(why, ": "),
    )


def _within_a_year(month_and_day: str) -> date:
    day = date.fromisoformat(f"{TODAY.year}-{month_and_day}")
    return day if day >= TODAY else day.replace(year=TODAY.year + 1)


def _pairs(cell: str, between: str) -> dict[str, str]:
    return dict(pair.split(between, 1) for pair in cell.split("; ") if pair)
