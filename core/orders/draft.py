"""A form on its way to becoming an order; what was typed is never lost."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic import Field as Check
from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.errors import Refusal
from core.events import Event
from core.orders.errors import DraftAlreadyUsed, DraftChangedMeanwhile
from core.orders.events import DraftCorrected, DraftDiscarded, DraftOpened, DuplicateSuspected

FIELDS = ("customer", "product", "quantity", "requested_date", "requirement")
"""What every order needs to be told, in the order of the form; the names are public (form fields)."""


_PLAIN: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class DraftPurpose(StrEnum):
    """Whether the form orders or only asks."""

    ORDER = "ORDER"
    QUOTE = "QUOTE"
    PRECHECK = "PRECHECK"
    """… those whom the matrix names, too, before there is an order."""


class DraftState(StrEnum):
    """Where a form is."""

    OPEN = "OPEN"
    SUSPECTED = "SUSPECTED"
    USED = "USED"
    DISCARDED = "DISCARDED"


class FieldProblem(BaseModel):
    """Why one field could not be read: the refusal's name and its facts, for the sentence beside the field."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    refusal: str
    facts: dict[str, Any] = Check(default_factory=dict)

    @classmethod
    def of(cls, refusal: Refusal) -> "FieldProblem":
        """A refusal as plain data, to be kept and worded later."""
        return cls(refusal=type(refusal).__name__, facts=_PLAIN.dump_python(refusal.facts, mode="json"))


class OrderEntry(BaseModel):
    """What was understood of somebody's words or form. An absent value has not been told yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    customer: str = ""
    product: str = ""
    quantity: int | None = None
    requested_date: date | None = None
    requirement: str | None = None
    spec: dict[str, str] = Check(default_factory=dict)
    typed: dict[str, str] = Check(default_factory=dict)
    """The words as typed, by field: shown again when something is wrong."""
    problems: dict[str, FieldProblem] = Check(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields still to be asked for, problems included, in the order of the form; spec fields come last."""
        asked = [name for name in FIELDS if name in self.problems or not self._is_told(name)]
        return (*asked, *sorted(name for name in self.problems if name not in FIELDS))

    def _is_told(self, name: str) -> bool:
        """A requirement that the spec holds altogether was told too."""
        is_in_spec = name == "requirement" and bool(self.spec) and bool(self.typed.get(name))
        return is_in_spec or getattr(self, name) not in ("", None)

    def merged(self, later: "OrderEntry") -> "OrderEntry":
        """This entry with what a later one adds or corrects."""
        told = {name: value for name in FIELDS if (value := getattr(later, name)) not in ("", None)}
        if later.typed.get("requirement") and later.requirement is None:
            told["requirement"] = None  # the spec holds all of it
        answered = told.keys() | {f"spec_{key}" for key in later.spec}
        problems = {name: why for name, why in self.problems.items() if name not in answered} | later.problems
        return self.model_copy(
            update=told | {"spec": self.spec | later.spec, "typed": self.typed | later.typed, "problems": problems}
        )


class OrderDraft(Entity, table=True):
    """One form card and what has been typed into it so far."""

    __tablename__ = "order_draft"

    draft_no: str = Field(primary_key=True)
    purpose: DraftPurpose
    asker: str
    chat: str
    opened_at: datetime = Field(sa_column=aware_column())
    revision: int = 1
    state: DraftState = DraftState.OPEN
    entry: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    asked: list[str] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    twin: str = ""
    order_no: str = ""

    @classmethod
    def open(
        cls, draft_no: str, purpose: DraftPurpose, entry: OrderEntry, *, asker: str, chat: str, now: datetime
    ) -> tuple["OrderDraft", list[Event]]:
        """Start a form that asks for exactly what is missing."""
        draft = cls(draft_no=draft_no, purpose=purpose, asker=asker, chat=chat, opened_at=now)
        draft._keep(entry)
        return draft, [DraftOpened(at=now, subject=draft_no)]

    @property
    def understood(self) -> OrderEntry:
        """What is known so far."""
        return OrderEntry.model_validate(self.entry)

    def require_open(self, revision: int | None) -> None:
        """Refuse a form that was sent in from an older copy, or that has become an order already."""
        if self.state in (DraftState.USED, DraftState.DISCARDED):
            raise DraftAlreadyUsed(draft_no=self.draft_no, order_no=self.order_no)
        if revision is not None and revision != self.revision:
            raise DraftChangedMeanwhile(draft_no=self.draft_no)

    def require_suspected(self, revision: int | None) -> None:
        """Refuse "order anyway" where nobody has asked."""
        self.require_open(revision)
        if self.state is not DraftState.SUSPECTED:
            raise DraftChangedMeanwhile(draft_no=self.draft_no)

    def correct(self, entry: OrderEntry, *, now: datetime) -> list[Event]:
        """Keep what was sent in and ask again for what cannot be."""
        self.state = DraftState.OPEN
        self.revision += 1
        self._keep(entry)
        return [DraftCorrected(at=now, subject=self.draft_no)]

    def suspect(self, entry: OrderEntry, twin: str, *, now: datetime) -> list[Event]:
        """Ask back before ordering the same thing twice."""
        self.state, self.twin = DraftState.SUSPECTED, twin
        self.revision += 1
        self._keep(entry)
        return [DuplicateSuspected(at=now, subject=self.draft_no, twin=twin)]

    def use(self, order_no: str) -> None:
        """The form has become this order."""
        self.state, self.order_no = DraftState.USED, order_no
        self.revision += 1

    def discard(self, *, now: datetime) -> list[Event]:
        """The person thought better of it."""
        self.state = DraftState.DISCARDED
        self.revision += 1
        return [DraftDiscarded(at=now, subject=self.draft_no)]

    def _keep(self, entry: OrderEntry) -> None:
        self.entry = entry.model_dump(mode="json")
        self.asked = list(dict.fromkeys([*self.asked, *entry.missing]))
