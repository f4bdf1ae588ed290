"""What every stored thing shares."""

from datetime import UTC, datetime
from typing import Any

from pydantic import ConfigDict
from sqlalchemy import JSON, Column, DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel


class Entity(SQLModel):
    """Base of all table classes: a value is checked when it is set, at construction and later.

    A missing required field still passes construction, so build through a class method
    (`Order.inquire(...)`). An entity holds no session; its rules return the events they cause.
    """

    # SQLModel narrows the type of the attribute to its own dict, which pydantic's satisfies.
    model_config = ConfigDict(validate_assignment=True, defer_build=True)  # type: ignore[assignment]


def json_column() -> Any:
    """A column for plain JSON data; JSONB is not needed, nothing queries inside."""
    return JSON().with_variant(JSON(none_as_null=True), "postgresql")


def aware_column(**options: Any) -> Column[datetime]:
    """A column for a moment in time; comes back in UTC from every database. Not null unless said."""
    return Column(AwareDateTime(), **{"nullable": False, **options})


class AwareDateTime(TypeDecorator[datetime]):
    """Moments in UTC: a naive one is refused on the way in, SQLite's zoneless ones get their zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value if value is None or value.tzinfo is UTC else require_aware(value).astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def require_aware(moment: datetime) -> datetime:
    """Refuse a time without a zone: such a value names no moment."""
    if moment.tzinfo is None:
        raise ValueError("a time needs a time zone")
    return moment
