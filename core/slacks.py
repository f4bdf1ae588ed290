"""How much later things may be before anybody pays for it, as found when forecasts were last worked out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, json_column


class SlackKind(StrEnum):
    """What may be later."""

    OPERATION = "OPERATION"
    """The beginning of an operation."""
    DESIGN = "DESIGN"
    """The beginning of the work on a drawing."""
    PURCHASE_ORDER = "PURCHASE_ORDER"
    """The goods of a purchase order."""
    MATERIAL = "MATERIAL"
    """Goods that nobody has ordered yet."""
    DRAWING = "DRAWING"
    """A drawing that was said to be there on some day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Without anybody becoming late, or later than he is, it may be `minutes` later, at `latest_at`."""

    kind: SlackKind
    code: str = ""
    """PURCHASE_ORDER, MATERIAL: which."""
    item_code: str = ""
    seq: int = 0
    operation: str = ""
    work_centre: str = ""
    minutes: int
    """Calendar minutes, never below zero."""
    latest_at: datetime


class OrderSlack(Entity, table=True):
    """How much later one line, and all that it depends on, may be."""

    __tablename__ = "order_slack"

    order_no: str = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    minutes: int
    """Of the tightest of what is still to come."""
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """What it depends on, as JSON of `Slack`; operations first, in the order in which they begin."""
