"""`/ecn PCBA-SW3 MCU-32→MCU-32G`, `+SEN-T 1 -LCD-4`, `HS-ABS 1→2 原因 …`: what is to be made differently, and why."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.grammar.dates import read_date
from bot.grammar.folding import SEPARATORS, fold
from core.changes import ChangeReason
from core.changes.engineering import EngineeringContent, Started
from core.changes.redline import LineAction, LineChange
from core.errors import BadInput
from core.revisions import Effectivity

_CODE = r"(?=[0-9a-z._/-]*[a-z])[0-9a-z](?:[0-9a-z._/-]*[0-9a-z])?"
_NUMBER = r"[0-9]{1,8}(?:\.[0-9]{1,4})?(?![0-9a-z._-])"
_ARROW = r"\s*(?:→|⇒|➔|-+>|=+>|改为|改成|换成|替换为|变为|to\b)\s*"
_TIMES = r"\s*[x×*]?\s*"
_EDGE = rf"(?<![^{SEPARATORS}])"
_LINE = re.compile(
    rf"{_EDGE}(?:(?:\+|加|增加|add\s)\s*(?P<added>{_CODE})(?:{_TIMES}(?P<qty>{_NUMBER}))?"
    rf"|(?P<old>{_CODE})(?:{_TIMES}(?P<before>{_NUMBER}))?{_ARROW}"
    rf"(?:(?P<after>{_NUMBER})|(?P<new>{_CODE})(?:{_TIMES}(?P<new_qty>{_NUMBER}))?)"
    rf"|(?:-|减|去掉|删除|取消|remove\s)\s*(?P<removed>{_CODE}))"
)
_REASON = re.compile(r"(?:原因|理由|因为|reason|because)\s*[:：是]?\s*")
_CODES = {
    "客户": ChangeReason.CUSTOMER_REQUEST, "质量": ChangeReason.QUALITY, "降本": ChangeReason.COST,
    "成本": ChangeReason.COST, "工艺": ChangeReason.MANUFACTURABILITY, "设计": ChangeReason.DESIGN,
    "库存": ChangeReason.USE_UP_STOCK, "缺料": ChangeReason.SUPPLY, "停产": ChangeReason.SUPPLY,
    "供应": ChangeReason.SUPPLY, "合规": ChangeReason.COMPLIANCE, "quality": ChangeReason.QUALITY,
    "cost": ChangeReason.COST, "customer": ChangeReason.CUSTOMER_REQUEST, "supply": ChangeReason.SUPPLY,
    "design": ChangeReason.DESIGN, "compliance": ChangeReason.COMPLIANCE,
}  # fmt: skip
"""What a reason says of its class; the first word that is found."""
_COUNT = re.compile(r"(?P<count>[0-9]{1,4})\s*(?:张|单|个|笔|orders?|work orders?)")


class ItemMissing(BadInput):
    """Of which item the bill of materials is to change is not said."""


def read_ecn(words: str) -> tuple[str, EngineeringContent]:
    """The item, and what was said of the change. Raises `ItemMissing`."""
    item = re.match(rf"\s*(?P<item>{_CODE})(?![^{SEPARATORS}])", fold(words))
    if item is None:
        raise ItemMissing()
    rest = words[item.end() :]
    why = _REASON.search(fold(rest))
    told, reason = (rest[: why.start()], rest[why.end() :].strip()) if why else (rest, "")
    content = _with_lines(told.strip(), reason=reason, code=_class_of(reason))
    return words[item.start("item") : item.end("item")], content


def read_form(form: Mapping[str, Any], today: date) -> EngineeringContent:
    """The values of the form. Raises what a day can be refused with."""
    told = {name: str(value).strip() for name, value in form.items() if isinstance(value, str)}
    code = told.get("reason_code", "")
    content = _with_lines(
        told.get("lines", ""), reason=told.get("reason", ""), code=ChangeReason(code) if code else None
    )
    effectivity = Effectivity(told.get("effectivity") or "NOW")
    is_temporary = told.get("temporary") == "YES"
    since, limit = told.get("since", ""), told.get("limit", "")
    return content.model_copy(
        update={
            "effectivity": effectivity, "since_typed": since, "limit_typed": limit, "is_temporary": is_temporary,
            "is_customer_visible": told.get("visible") == "YES", "started": Started(told.get("started") or "ASK"),
            **(_since(effectivity, since, today) if since else {}),
            **(_limit(limit, today) if limit and is_temporary else {}),
        }
    )  # fmt: skip


def _since(effectivity: Effectivity, typed: str, today: date) -> dict[str, Any]:
    match effectivity:
        case Effectivity.DATE:
            return {"from_date": read_date(typed, today)}
        case Effectivity.ORDER | Effectivity.LOT:
            return {"from_number": typed.upper()}
        case Effectivity.USE_UP:
            return {"use_up": typed}
        case _:
            return {}


def _limit(typed: str, today: date) -> dict[str, Any]:
    count = _COUNT.search(fold(typed)) or re.fullmatch(r"\s*(?P<count>[0-9]{1,4})\s*", fold(typed))
    return {"most_orders": int(count["count"])} if count else {"until": read_date(typed, today)}


def _with_lines(typed: str, *, reason: str, code: ChangeReason | None) -> EngineeringContent:
    lines, unread = _read_lines(typed)
    return EngineeringContent(
        lines=tuple(lines), unread=tuple(unread), lines_typed=typed, reason=reason, reason_code=code
    )


def _read_lines(typed: str) -> tuple[list[LineChange], list[str]]:
    """The lines, and the words between them that say nothing."""
    folded, place = fold(typed), 0
    lines: list[LineChange] = []
    gaps: list[str] = []
    for match in _LINE.finditer(folded):
        gaps.append(typed[place : match.start()])
        lines.append(_line(match, typed))
        place = match.end()
    gaps.append(typed[place:])
    return lines, [word for gap in gaps for word in _words(gap)]


def _words(gap: str) -> Iterator[str]:
    for word in re.split(rf"[{SEPARATORS}，；、]+", gap):
        if word.strip():
            yield word.strip()


def _line(match: re.Match[str], typed: str) -> LineChange:
    def code(name: str) -> str:
        return typed[match.start(name) : match.end(name)]

    def number(name: str) -> Decimal | None:
        return Decimal(match[name]) if match[name] else None

    if match["added"]:
        return LineChange(action=LineAction.ADD, component=code("added"), qty_per=number("qty") or Decimal(1))
    if match["removed"]:
        return LineChange(action=LineAction.REMOVE, component=code("removed"))
    if match["new"]:
        return LineChange(
            action=LineAction.SWAP, component=code("old"), instead=code("new"), qty_per=number("new_qty"),
            qty_before=number("before"),
        )  # fmt: skip
    return LineChange(
        action=LineAction.CHANGE, component=code("old"), qty_per=number("after"), qty_before=number("before")
    )


def _class_of(reason: str) -> ChangeReason | None:
    found = sorted((place, code) for word, code in _CODES.items() if (place := fold(reason).find(word)) >= 0)
    return found[0][1] if found else None
