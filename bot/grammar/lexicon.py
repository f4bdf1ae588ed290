"""The words of one factory: its customers, products and machines, and what can be said about them. Plain data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.grammar.folding import fold
from bot.grammar.names import NameIndex
from bot.grammar.spec_words import SpecWords
from bot.grammar.words import Keys
from core.catalogue import Customer, Product, ProductFamily, SpecField
from core.production import WorkCentre

SPEC = "spec_"
"""Begins the name of a form field that is a spec field, as in `spec_panel_colour`."""

_FIELD_WORDS = {
    "customer": ("客户", "客户名", "客户名称", "公司", "甲方", "customer", "client"),
    "product": ("产品", "型号", "产品型号", "产品名称", "品名", "货品", "product", "model", "item"),
    "quantity": ("数量", "订购数量", "台数", "件数", "quantity", "qty"),
    "requested_date": (
        "交期", "交货期", "交货日期", "交付日期", "要货日期", "到货日期", "要求日期", "要求交期",
        "客户要求日期", "期望交期", "日期",
        "requested_date", "requested date", "delivery date", "due date", "due", "date", "deadline",
    ),
    "requirement": (
        "要求", "需求", "定制要求", "特殊要求", "其他要求", "备注", "说明",
        "requirement", "requirements", "notes", "note", "remarks", "remark",
    ),
}  # fmt: skip


def _labels(spec: SpecField) -> list[str]:
    """What a field is called, in full and in short: 面板颜色 and 颜色, panel colour and colour."""
    short = [spec.label[-2:]] if len(spec.label) == 4 else []
    english = [spec.english_label, spec.english_label.rpartition(" ")[2]]
    american = [word.replace("colour", "color") for word in english]
    return [word for word in dict.fromkeys((spec.label, *short, *english, *american)) if word]


def _called(centre: WorkCentre) -> tuple[str, ...]:
    """The names of a work centre; 加工中心 3 is also said as 3号加工中心 and 加工中心3号."""
    numbered = re.fullmatch(r"(.*\D)\s*(\d{1,3})\s*号?", centre.name)
    spoken = [f"{numbered[2]}号{numbered[1]}", f"{numbered[1]}{numbered[2]}号"] if numbered else []
    return tuple(name for name in (centre.name, centre.english_name, *spoken) if name)


@dataclass(frozen=True)
class Family:
    """Products that are specified by the same fields."""

    names: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    fields: tuple[SpecField, ...] = ()

    @cached_property
    def spec_words(self) -> SpecWords:
        """Finds values of the fields in a sentence."""
        return SpecWords(self.fields)

    def field(self, name: str) -> SpecField | None:
        """The field of this key or label."""
        for spec in self.fields:
            if fold(name) in (spec.key, *map(fold, _labels(spec))):
                return spec
        return None


@dataclass(frozen=True)
class Lexicon:
    """Code to the names and aliases people use, and the product families by key. Frozen: build a new one on change."""

    products: Mapping[str, tuple[str, ...]]
    customers: Mapping[str, tuple[str, ...]]
    families: Mapping[str, Family] = field(default_factory=dict)
    work_centres: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, products: Iterable[Product], customers: Iterable[Customer], families: Iterable[ProductFamily],
        work_centres: Iterable[WorkCentre] = (),
    ) -> "Lexicon":  # fmt: skip
        """From master data. The spec fields are copied, so that no session is held."""
        goods = [product for product in products if product.is_active]
        return cls(
            products={product.code: product.words for product in goods},
            customers={customer.code: customer.words for customer in customers},
            families={
                family.key: Family(
                    names=tuple(name for name in (family.name, family.english_name) if name),
                    products=tuple(product.code for product in goods if product.family == family.key),
                    fields=tuple(SpecField(**spec.model_dump()) for spec in family.fields),
                )
                for family in families
            },
            work_centres={centre.code: _called(centre) for centre in work_centres},
        )

    @cached_property
    def customer_index(self) -> NameIndex:
        """Finds customers."""
        return NameIndex(self.customers)

    @cached_property
    def machine_index(self) -> NameIndex:
        """Finds work centres."""
        return NameIndex(self.work_centres)

    @cached_property
    def product_index(self) -> NameIndex:
        """Finds products. The name of a family means the product whose alias it contains, else any of the family."""
        called = {code: list(names) for code, names in self.products.items()}
        for family in self.families.values():
            for name in family.names:
                for code in self._meant_by(name, family):
                    called[code].append(name)
        return NameIndex(called)

    @cached_property
    def keys(self) -> Keys:
        """What stands before `=` in an order; a spec field's label gives `spec_<label>`."""
        words = {
            word: f"{SPEC}{word}"
            for family in self.families.values()
            for spec in family.fields
            for word in (spec.key, *_labels(spec))
        }
        words |= {
            f"{SPEC}{spec.key}": f"{SPEC}{spec.key}" for family in self.families.values() for spec in family.fields
        }
        return Keys(words | {word: name for name, called in _FIELD_WORDS.items() for word in called})

    def family_of(self, product: str) -> Family | None:
        """The family of a product code."""
        return next((family for family in self.families.values() if product in family.products), None)

    def _meant_by(self, name: str, family: Family) -> list[str]:
        codes = [code for code in family.products if code in self.products]
        inside = [code for code in codes if any(word and fold(word) in fold(name) for word in self.products[code])]
        return inside or codes


NO_NAMES = Lexicon({}, {})
"""For words that name nothing of the factory's."""
