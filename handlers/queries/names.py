"""Codes turned into what people call things."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cards.views import SpecFieldView, SpecView, step_key
from core.catalogue import Customer, Product, ProductFamily, SpecField
from core.people import Department, Person
from core.production import RoutingOperation, WorkCentre
from core.supply import Item
from storage import catalogue
from storage.people import person_by_identity
from storage.statement import Prepared
from storage.tables import core_table

_PERSON, _CUSTOMER, _PRODUCT = core_table(Person).c, core_table(Customer).c, core_table(Product).c
_DEPARTMENT, _ITEM, _CENTRE = core_table(Department).c, core_table(Item).c, core_table(WorkCentre).c
_STEP = core_table(RoutingOperation).c
# As plain rows: nearly every card names somebody and something, and a factory has hundreds of each.
_PEOPLE = Prepared(lambda _: select(_PERSON.key, _PERSON.name, _PERSON.english_name))
_CUSTOMERS = Prepared(lambda _: select(_CUSTOMER.code, _CUSTOMER.name, _CUSTOMER.english_name))
_PRODUCTS = Prepared(lambda _: select(_PRODUCT.code, _PRODUCT.name, _PRODUCT.english_name, _PRODUCT.family))
_DEPARTMENTS = Prepared(
    lambda _: select(_DEPARTMENT.key, _DEPARTMENT.name, _DEPARTMENT.english_name, _DEPARTMENT.chats)
)
_ITEMS = Prepared(lambda _: select(_ITEM.item_code.label("code"), _ITEM.english_name).where(_ITEM.english_name != ""))
_CENTRES = Prepared(lambda _: select(_CENTRE.code, _CENTRE.english_name).where(_CENTRE.english_name != ""))


@dataclass
class Names:
    """Looks names up once per question asked of the database, in one language."""

    session: Session
    is_chinese: bool

    @cached_property
    def _people(self) -> Mapping[str, Any]:
        return self._known(_PEOPLE)

    @cached_property
    def _customers(self) -> Mapping[str, Any]:
        return self._known(_CUSTOMERS)

    @cached_property
    def _products(self) -> Mapping[str, Any]:
        return self._known(_PRODUCTS)

    @cached_property
    def _families(self) -> Mapping[str, ProductFamily]:
        return catalogue.families(self.session)

    @cached_property
    def _departments(self) -> Mapping[str, Any]:
        return self._known(_DEPARTMENTS)

    def _known(self, statement: Prepared) -> Mapping[str, Any]:
        """The rows by their first column."""
        self.session.flush()
        return {row[0]: row for row in statement.rows(self.session, {})}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Items and work centres by code, in English only: an answer of the planner holds the Chinese names itself."""
        if self.is_chinese:
            return {}
        return {
            row.code: row.english_name for row in (*_ITEMS.rows(self.session, {}), *_CENTRES.rows(self.session, {}))
        }

    def steps(self, item_codes: Collection[str]) -> Mapping[str, str]:
        """What the work centres and the steps of making these items are called, by code and `step_key`."""
        steps = select(_STEP.item, _STEP.seq, _STEP.name, _STEP.english_name).where(_STEP.item.in_(item_codes))
        rows = self.session.connection().execute(steps).all()
        centres = self.session.connection().execute(select(_CENTRE.code, _CENTRE.name, _CENTRE.english_name)).all()
        named = [(step_key(row.item, row.seq), row) for row in rows] + [(row.code, row) for row in centres]
        return {key: self._pick(row, key) for key, row in named}

    def items(self, codes: Collection[str]) -> Mapping[str, str]:
        """What these items are called, by code; nothing of a code that is none of an item."""
        named = select(_ITEM.item_code, _ITEM.name, _ITEM.english_name).where(_ITEM.item_code.in_(codes))
        return {row.item_code: self._pick(row, "") for row in self.session.connection().execute(named).all()}

    def person(self, key: str) -> str:
        """A person's name; the key of one we do not know."""
        return self._pick(self._people.get(key), key)

    def customer(self, code: str) -> str:
        """A customer's name."""
        return self._pick(self._customers.get(code), code)

    def product(self, code: str) -> str:
        """A product's name."""
        return self._pick(self._products.get(code), code)

    def department(self, key: str) -> str:
        """A department's name."""
        return self._pick(self._departments.get(key), key)

    def chat(self, lane: str) -> str:
        """What people call a chat: its department, or the person at the other end; its id when it is neither."""
        platform, _, target = lane.partition(":")
        if target.startswith("@"):
            person = person_by_identity(self.session, platform, target[1:])
            return self.person(person.key) if person else target[1:]
        owner = self.department_of(lane)
        return self.department(owner) if owner else target

    def department_of(self, chat: str) -> str:
        """The key of the department whose chat this is; empty when it is nobody's."""
        return next((key for key, each in self._departments.items() if chat in each.chats), "")

    def spec(self, product: str, spec: Mapping[str, str]) -> tuple[SpecView, ...]:
        """A spec in words, in the order of the family's fields."""
        fields = {field.key: field for field in self._fields(product)}
        ordered = [key for key in fields if key in spec] + [key for key in spec if key not in fields]
        return tuple(self._spec(key, fields.get(key), spec[key]) for key in ordered)

    def custom_spec(self, product: str, spec: Mapping[str, str]) -> tuple[SpecView, ...]:
        """Of a spec, what lies outside the released options."""
        family = self._family(product)
        return tuple(self._spec(field.key, field, spec[field.key]) for field in family.custom(spec)) if family else ()

    def missing_spec(self, product: str, spec: Mapping[str, str]) -> tuple[SpecFieldView, ...]:
        """The mandatory spec fields without a value."""
        family = self._family(product)
        return tuple(map(self._field, family.missing(spec))) if family else ()

    def spec_fields(self, product: str) -> tuple[SpecFieldView, ...]:
        """The product's own fields, in the order of the form."""
        return tuple(map(self._field, self._fields(product)))

    def option(self, product: str, key: str, value: str) -> str:
        """What people call a value of a spec field."""
        fields = {field.key: field for field in self._fields(product)}
        return self._value(fields.get(key), value)

    def label(self, product: str, key: str) -> str:
        """What people call a spec field; the key of one we do not know."""
        return self._label({field.key: field for field in self._fields(product)}.get(key), key)

    def _family(self, product: str) -> ProductFamily | None:
        found = self._products.get(product)
        return self._families.get(found.family) if found else None

    def _fields(self, product: str) -> list[SpecField]:
        family = self._family(product)
        return list(family.fields) if family else []

    def _field(self, field: SpecField) -> SpecFieldView:
        return SpecFieldView(
            name=f"spec_{field.key}", label=self._label(field, field.key), kind=field.kind, unit=field.unit,
            options=tuple((option.value, self._value(field, option.value)) for option in field.options),
            minimum=field.minimum, maximum=field.maximum, allow_custom=field.allow_custom,
        )  # fmt: skip

    def _spec(self, key: str, field: SpecField | None, value: str) -> SpecView:
        unit = field.unit if field else ""
        return SpecView(self._label(field, key), self._value(field, value).removesuffix(unit), unit)

    def _value(self, field: SpecField | None, value: str) -> str:
        if self.is_chinese or field is None:
            return value
        return next((option.english for option in field.options if option.value == value and option.english), value)

    def _label(self, field: SpecField | None, key: str) -> str:
        if field is None:
            return key
        return field.label if self.is_chinese else field.english_label or field.key

    def _pick(self, named: Any, key: str) -> str:
        if named is None:
            return key
        return str(named.name if self.is_chinese else named.english_name or named.name)
