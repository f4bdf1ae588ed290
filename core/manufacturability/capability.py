"""Which of our machines can make a part: what each takes, and the nearest that can where one cannot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Check
from sqlmodel import Field

from core.entity import Entity
from core.fields import Code
from core.manufacturability.attributes import AttributeKey, UnitName, Value
from core.manufacturability.units import Measure, is_unit

Bound = Annotated[Decimal, Check(ge=-1_000_000, le=1_000_000, max_digits=12, decimal_places=4)]


class WorkCentreCapability(Entity, table=True):
    """What a work centre takes of one attribute, when it does a process: its own group's, or that of another."""

    __tablename__ = "work_centre_capability"

    process: Code = Field(primary_key=True)
    """What is done, such as `INJ`; a subcontractor stands in for the group that is named here."""
    work_centre: Code = Field(primary_key=True, foreign_key="work_centre.code")
    attribute: AttributeKey = Field(primary_key=True)
    minimum: Bound | None = None
    maximum: Bound | None = None
    unit: UnitName = ""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        minimum, maximum = row.get("minimum"), row.get("maximum")
        if not is_unit(row.get("unit") or ""):
            return "unit", "maximum"
        is_empty = minimum is None and maximum is None
        return (
            ("minimum", "maximum") if is_empty or (minimum or 0) > (maximum if maximum is not None else 10**9) else None
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """One attribute that a machine does not take: the actual value, and the bound it is beyond."""

    attribute: str
    actual: str
    bound: str
    is_above: bool
    excess: Decimal
    """In the base unit."""
    share: Decimal
    """Of the bound: what makes gaps of different attributes comparable."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work centre that does the process, with what it takes."""

    code: str
    name: str = ""
    is_subcontracted: bool = False
    takes: tuple[WorkCentreCapability, ...] = ()

    def gaps(self, values: Mapping[str, Value]) -> tuple[Gap, ...]:
        """What of a design is beyond it; what the design does not tell is not."""
        return tuple(gap for each in self.takes for gap in _gaps(each, values.get(each.attribute)) if gap.excess > 0)

    @property
    def size(self) -> Decimal:
        """How large it is, to tell the smallest that suffices."""
        bounds = [Measure(it.maximum, it.unit).base for it in self.takes if it.maximum is not None]
        return max(bounds, default=Decimal(0))


@dataclass(frozen=True, slots=True)
class Offer:
    """A machine that can make it, or comes nearest to it: then `gaps` tells by how much it misses."""

    code: str
    name: str
    is_subcontracted: bool
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Who can make it, own ones first and the smallest that suffices first; and who cannot, the nearest first."""

    capable: tuple[Offer, ...]
    incapable: tuple[Offer, ...]

    @property
    def nearest(self) -> Offer | None:
        """The one to go to; where nobody can, the one that misses it by least."""
        return next(iter((*self.capable, *self.incapable)), None)


def match(values: Mapping[str, Value], candidates: Iterable[Candidate]) -> Match:
    """Who can make a part of these attributes. Whatever the order of the candidates."""
    judged = [(candidate, candidate.gaps(values)) for candidate in candidates]
    capable = sorted((one for one, gaps in judged if not gaps), key=lambda it: (it.is_subcontracted, it.size, it.code))
    incapable = sorted(
        ((one, gaps) for one, gaps in judged if gaps),
        key=lambda it: (sum(gap.share for gap in it[1]), it[0].is_subcontracted, it[0].code),
    )
    return Match(
        tuple(Offer(it.code, it.name, it.is_subcontracted) for it in capable),
        tuple(Offer(it.code, it.name, it.is_subcontracted, gaps) for it, gaps in incapable),
    )


def _gaps(takes: WorkCentreCapability, value: Value | None) -> Iterator[Gap]:
    if not isinstance(value, Measure) or value.dimension is not Measure(Decimal(0), takes.unit).dimension:
        return
    for bound, is_above in ((takes.minimum, False), (takes.maximum, True)):
        if bound is not None:
            limit = Measure(bound, takes.unit)
            excess = value.base - limit.base if is_above else limit.base - value.base
            share = excess / (abs(limit.base) or Decimal(1))
            yield Gap(takes.attribute, str(value), str(limit), is_above, excess, share)
