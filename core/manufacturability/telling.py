"""A rule as somebody says it: `壁厚>=1.5mm 材料=ABS 返工=4小时 提示 加厚`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from core.manufacturability.attributes import (
    PROCESS,
    AttributeKind,
    AttributesUnclear,
    Clause,
    DfmAttribute,
    Vocabulary,
    read_value,
)
from core.manufacturability.errors import RuleUnclear
from core.manufacturability.rules import BETWEEN_MARK, ONE_OF_MARK, DfmRule, DfmSeverity, Operator
from core.manufacturability.units import Measure

_OPERATORS: Mapping[Operator, tuple[str, ...]] = {
    Operator.AT_LEAST: (">=", "=>", "≥", "不小于", "不低于", "大于等于", "至少", "at least"),
    Operator.AT_MOST: ("<=", "=<", "≤", "不大于", "不超过", "小于等于", "至多", "最多", "at most"),
    Operator.ONE_OF: ("属于", "只能是", "in", "one of"),
    Operator.NONE_OF: ("!=", "≠", "不属于", "不能是", "不能为", "not in"),
    Operator.BETWEEN: ("介于", "between"),
}
_BY_SIGN = {sign: operator for operator, signs in _OPERATORS.items() for sign in signs}
_HINT = re.compile(r"(?:提示|(?<![a-z])hint)\s*[:：=＝]?\s*(?P<words>.+)$", re.IGNORECASE | re.DOTALL)
_REWORK = re.compile(
    r"(?:返工|(?<![a-z])rework)\s*[:=]?\s*(?P<count>\d{1,5}(?:\.\d)?)\s*(?P<unit>小时|分钟|h|hours?|min|minutes?|m)?(?![a-z])",
    re.IGNORECASE,
)
_FAMILY = re.compile(r"(?:产品族|(?<![a-z])family)\s*[:=]\s*(?P<key>[^\s,;、。]+)", re.IGNORECASE)
_LEVEL = re.compile(r"(?:级别|(?<![a-z])severity)\s*[:=]?\s*(?P<level>[^\s,;、。]+)", re.IGNORECASE)
_LEVELS = {
    "提醒": DfmSeverity.WARN, "警告": DfmSeverity.WARN, "warn": DfmSeverity.WARN, "warning": DfmSeverity.WARN,
    "阻断": DfmSeverity.BLOCK, "不放行": DfmSeverity.BLOCK, "禁止": DfmSeverity.BLOCK, "block": DfmSeverity.BLOCK,
}  # fmt: skip
_SPLIT = re.compile(r"\s*(?:\||/|、|,|，|;|或|(?<![a-z])or(?![a-z]))\s*")
_TO = re.compile(r"\s*(?:~|到|至|(?<=[\da-zA-Z米°%])-|—|和|(?<![a-z])(?:to|and)(?![a-z]))\s*")


def read_rule(rule_id: str, text: str, vocabulary: Vocabulary, about: str = "") -> dict[str, Any]:
    """The terms that a text tells; what it does not mention is not among them.

    `about` is the attribute that the rule is about by now: then `材料=ABS` alone says when it applies.

    Raises `RuleUnclear`, `AttributesUnclear`, `NotAMeasure` or `NotThatUnit`.
    """
    terms: dict[str, Any] = {}
    hint = _HINT.search(text)
    if hint:
        terms |= {"hint": hint["words"].strip()[:500], "english_hint": ""}
        text = text[: hint.start()]
    rest = _take_others(rule_id, normalize("NFKC", text), terms)
    before, clauses = vocabulary.clauses(rest)
    if before:
        raise AttributesUnclear(typed=before, known=vocabulary.labels)
    wanted = _wanted(clauses, about)
    if wanted is not None:
        terms |= _requirement(rule_id, wanted)
    terms |= _conditions(rule_id, [it for it in clauses if it is not wanted])
    if not terms:
        raise RuleUnclear(rule_id=rule_id, typed=text.strip()[:60])
    return terms


def _wanted(clauses: list[Clause], about: str) -> Clause | None:
    """Of the clauses the one that is asked for; the others say when."""
    signed = next((it for it in clauses if it.sign in _BY_SIGN), None)
    plain = next((it for it in clauses if it.attribute.key == about or not about), None)
    return signed or plain


def _take_others(rule_id: str, text: str, terms: dict[str, Any]) -> str:
    """The text without what it says of severity, rework and family."""
    if match := _REWORK.search(text):
        is_minutes = (match["unit"] or "").casefold().startswith(("分", "m"))
        terms["rework_work_minutes"] = int(Decimal(match["count"]) * (1 if is_minutes else 60))
        text = text.replace(match[0], " ", 1)
    if match := _LEVEL.search(text):
        level = _LEVELS.get(match["level"].casefold())
        if level is None:
            raise RuleUnclear(rule_id=rule_id, typed=match[0])
        terms["severity"] = level
        text = text.replace(match[0], " ", 1)
    if match := _FAMILY.search(text):
        terms["family"] = match["key"][:40]
        text = text.replace(match[0], " ", 1)
    return text


def _requirement(rule_id: str, clause: Clause) -> dict[str, Any]:
    operator = _BY_SIGN.get(clause.sign, Operator.ONE_OF if ONE_OF_MARK in clause.words else Operator.EQUAL)
    if (
        operator is Operator.EQUAL
        and clause.attribute.kind is AttributeKind.MEASURE
        and len(_TO.split(clause.words)) == 2
    ):
        operator = Operator.BETWEEN
    parts = [it for it in (_TO if operator is Operator.BETWEEN else _SPLIT).split(clause.words) if it]
    limit, unit = _limit(rule_id, clause.attribute, parts, operator)
    told = {"attribute": clause.attribute.key, "operator": operator, "limit": limit, "unit": unit}
    if not parts or DfmRule.contradiction(told) is not None:
        raise RuleUnclear(rule_id=rule_id, typed=f"{clause.attribute.label} {clause.sign} {clause.words}")
    return told


def _limit(rule_id: str, attribute: DfmAttribute, parts: list[str], operator: Operator) -> tuple[str, str]:
    mark = BETWEEN_MARK if operator is Operator.BETWEEN else ONE_OF_MARK
    if attribute.kind is AttributeKind.TEXT:
        return mark.join(str(read_value(attribute, part)) for part in parts), ""
    measures = [it for part in parts if isinstance(it := read_value(attribute, part), Measure)]
    unit = measures[-1].unit if measures else ""
    alike = [it.to(unit) for it in measures]
    if any(it.unit != unit for it in alike):
        raise RuleUnclear(rule_id=rule_id, typed=mark.join(parts))
    return mark.join(format(it.number.normalize(), "f") for it in alike), unit


def _conditions(rule_id: str, clauses: list[Clause]) -> dict[str, Any]:
    if any((it.sign in _BY_SIGN and _BY_SIGN[it.sign] is not Operator.ONE_OF) or not it.words for it in clauses):
        raise RuleUnclear(rule_id=rule_id, typed=" ".join(f"{it.attribute.label}{it.sign}{it.words}" for it in clauses))
    told = {it.attribute.key: _alternatives(it) for it in clauses}
    process = told.pop(PROCESS, None)
    return {"conditions": told} | ({"process": process} if process else {}) if clauses else {}


def _alternatives(clause: Clause) -> str:
    parts = [part for part in _SPLIT.split(clause.words) if part]
    return ONE_OF_MARK.join(str(read_value(clause.attribute, part)) for part in parts)
