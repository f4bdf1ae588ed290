"""What is sold, to whom, and what has to be said to order it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Check
from sqlalchemy import Column, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Relationship

from core.entity import Entity, json_column
from core.errors import BadInput, NotFound
from core.fields import Code, Money, Name, OptionalName

MAX_SPEC_WORDS = 200
"""Characters of one spec value; what is longer belongs into the requirement."""


_SPOKEN_UNITS = {"m": ("米",), "cm": ("厘米",), "mm": ("毫米",), "in": ("英寸", "寸", '"'), "kg": ("公斤", "千克")}


class NotAnOption(BadInput):
    """`field` (its label), `english_field`, `value` as typed, and the `options` there are."""


class NotANumber(BadInput):
    """`field`, `english_field`, `value` as typed, and the `unit`."""


class OutOfSpecRange(BadInput):
    """`field`, `english_field`, `value`, `minimum` and `maximum` (either may be None), and the `unit`."""


class SpecTooLong(BadInput):
    """`field`, `english_field`, and the `limit` in characters."""


class UnknownSpecField(NotFound):
    """`key` as typed, the `family`, and the `known` keys."""


class CustomerClass(StrEnum):
    """Rank used for priority and protected capacity."""

    A = "A"
    B = "B"
    C = "C"


class SpecKind(StrEnum):
    """How a spec field is answered."""

    CHOICE = "CHOICE"
    NUMBER = "NUMBER"
    TEXT = "TEXT"


class SpecOption(BaseModel):
    """One released value of a spec field, with what people type for it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    value: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    english: Annotated[str, StringConstraints(max_length=60)] = ""
    synonyms: tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that means this option."""
        return (self.value, self.english, *self.synonyms) if self.english else (self.value, *self.synonyms)


class _Options(TypeDecorator[list[SpecOption]]):
    """Options as JSON."""

    impl = json_column()
    cache_ok = True

    def process_bind_param(self, value: list[SpecOption] | None, dialect: Dialect) -> Any:
        return None if value is None else [option.model_dump(mode="json") for option in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[SpecOption] | None:
        return None if value is None else [SpecOption.model_validate(option) for option in value]


def _words() -> Column[list[str]]:
    return Column(json_column(), nullable=False)


Alias = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Customer(Entity, table=True):
    """Somebody who buys."""

    __tablename__ = "customer"

    code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    customer_class: CustomerClass = CustomerClass.C
    ship_complete: bool = False
    """All lines of an order ship on the same day."""
    allow_split: bool = True
    """A line may ship in several parts …"""
    min_ship_qty: Annotated[int, Check(ge=1, le=10_000_000)] = 1
    """… of so many pieces at least."""
    aliases: list[Alias] = Field(default_factory=list, sa_column=_words())

    @property
    def words(self) -> tuple[str, ...]:
        """Everything people call this customer, the code first."""
        return _called(self.code, self.name, self.english_name, self.aliases)


class ProtectedCapacity(Entity, table=True):
    """A share of a group of work centres kept for a class of customers until shortly before its day."""

    __tablename__ = "protected_capacity"

    customer_class: CustomerClass = Field(primary_key=True)
    group: Code = Field(primary_key=True)
    """Work centres of this group, such as `SMT`."""
    share_percent: Annotated[int, Check(ge=1, le=100)]
    """Of their working time in each week."""
    release_days: Annotated[int, Check(ge=0, le=365)] = 0
    """So many calendar days before its Monday, what is left of a week is free for everybody."""


class SpecField(Entity, table=True):
    """One thing that has to be said about a product of a family, such as its colour."""

    __tablename__ = "spec_field"

    family: Code = Field(primary_key=True, foreign_key="product_family.key")
    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = Field(primary_key=True)
    label: Name
    english_label: OptionalName = ""
    kind: SpecKind = SpecKind.TEXT
    options: list[SpecOption] = Field(default_factory=list, sa_column=Column(_Options(), nullable=False))
    unit: Annotated[str, StringConstraints(max_length=20)] = ""
    minimum: Annotated[Decimal, Check(max_digits=12, decimal_places=3)] | None = None
    maximum: Annotated[Decimal, Check(max_digits=12, decimal_places=3)] | None = None
    is_mandatory: bool = False
    allow_custom: bool = False
    """A value outside what is released is taken, and makes the order a custom one."""
    position: Annotated[int, Check(ge=0, le=999)] = 0

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        minimum, maximum = row.get("minimum"), row.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            return "minimum", "maximum"
        return ("options", "kind") if row.get("kind") is SpecKind.CHOICE and not row.get("options") else None

    def read(self, words: str) -> str:
        """The value in its stored form: a synonym becomes its option, a number loses its unit.

        Empty words give an empty value. Raises `NotAnOption`, `NotANumber`, `OutOfSpecRange` or `SpecTooLong`.
        """
        words = words.strip()
        if len(words) > MAX_SPEC_WORDS:
            raise SpecTooLong(limit=MAX_SPEC_WORDS, **self._names)
        if not words or self.kind is SpecKind.TEXT:
            return words
        return self._read_choice(words) if self.kind is SpecKind.CHOICE else self._read_number(words)

    def is_released(self, value: str) -> bool:
        """The value needs no design work: one of the options, or a number within the limits."""
        if not value or self.kind is SpecKind.TEXT:
            return True
        if self.kind is SpecKind.CHOICE:
            return any(option.value == value for option in self.options)
        number = self._number(value)  # a text from before the field was a number is none
        return number is not None and self._is_within(number)

    @property
    def _names(self) -> dict[str, str]:
        return {"field": self.label, "english_field": self.english_label or self.key}

    def _read_choice(self, words: str) -> str:
        typed = {_plain(words), self._without_unit(words)}
        for option in self.options:
            if not typed.isdisjoint(map(_plain, option.words)):
                return option.value
        if self.allow_custom:
            return words
        raise NotAnOption(value=words, options=[option.value for option in self.options], **self._names)

    def _read_number(self, words: str) -> str:
        number = self._number(words)
        if number is None:
            raise NotANumber(value=words, unit=self.unit, **self._names)
        if not self.allow_custom and not self._is_within(number):
            raise OutOfSpecRange(value=words, minimum=self.minimum, maximum=self.maximum, unit=self.unit, **self._names)
        return format(number.normalize(), "f")

    def _number(self, words: str) -> Decimal | None:
        """The number in the field's unit; None for what is no number, or none of this world."""
        try:
            number = Decimal(self._without_unit(words))
        except InvalidOperation:
            return None
        return number if number.is_finite() and abs(number) < Decimal(10) ** 9 else None

    def _is_within(self, number: Decimal) -> bool:
        low, high = self.minimum, self.maximum
        return (low is None or number >= low) and (high is None or number <= high)

    def _without_unit(self, words: str) -> str:
        plain = _plain(words)
        units = [self.unit, *_SPOKEN_UNITS.get(self.unit, ())]
        endings = (_plain(unit) for unit in units if unit and plain.endswith(_plain(unit)))
        return plain.removesuffix(max(endings, key=len, default=""))


class ProductFamily(Entity, table=True):
    """Products that are specified by the same fields."""

    __tablename__ = "product_family"

    key: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    design_minutes: Annotated[int, Check(ge=0, le=100_000)] = 0
    """Working minutes of an engineer that a custom order of this family needs before it can be made."""
    needs_review: bool = False
    """Not only a custom order of it has to be understood by those who review it before it is released."""

    fields: list[SpecField] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "SpecField.position, SpecField.key"}
    )

    def field(self, key: str) -> SpecField:
        """The field of this key; refused with those there are."""
        for field in self.fields:
            if field.key == key:
                return field
        raise UnknownSpecField(key=key, family=self.name, known=[field.key for field in self.fields])

    def read(self, words: Mapping[str, str]) -> dict[str, str]:
        """A spec in its stored form, from what was typed for each key; empty values are left out."""
        values = {key: self.field(key).read(value) for key, value in words.items()}
        return {key: value for key, value in values.items() if value}

    def missing(self, spec: Mapping[str, str]) -> list[SpecField]:
        """The mandatory fields that this spec does not answer, in the order of the form."""
        return [field for field in self.fields if field.is_mandatory and not spec.get(field.key)]

    def custom(self, spec: Mapping[str, str]) -> list[SpecField]:
        """The fields whose value lies outside what is released: design work is needed for them."""
        return [field for field in self.fields if not field.is_released(spec.get(field.key, ""))]


class Product(Entity, table=True):
    """Something we sell. The item of the same code is what is made for it."""

    __tablename__ = "product"

    code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    family: Code = Field(foreign_key="product_family.key", index=True)
    aliases: list[Alias] = Field(default_factory=list, sa_column=_words())
    uom: Code = "pcs"
    default_spec: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    list_price: Money = Decimal(0)
    is_active: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """Everything people call this product, the code first."""
        return _called(self.code, self.name, self.english_name, self.aliases)

    def with_defaults(self, spec: Mapping[str, str]) -> dict[str, str]:
        """The spec, completed by what goes without saying for this product."""
        return self.default_spec | {key: value for key, value in spec.items() if value}


def _called(code: str, name: str, english_name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (code, name, english_name, *aliases) if word))


def _plain(words: str) -> str:
    """Full-width and upper-case forms and blanks do not make a difference."""
    return "".join(normalize("NFKC", words).casefold().split())
