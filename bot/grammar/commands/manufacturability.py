"""Words about what can be made."""

import re

from bot.grammar.commands.reading import page
from bot.grammar.commands.table import Reading, WordsMissing, chat_command
from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.words import Words
from core.errors import BadInput
from handlers.command import Command
from handlers.manufacturability import commands as m

LONGEST_TOLD = 1000
"""Characters; what is longer belongs into a parameter sheet."""

_ORDER = re.compile(r"#?(?:ord[-_ ]?)?(?:[0-9]{4}-)?[0-9]{1,6}")
_LINE = re.compile(r"第\s*(?P<number>[0-9]{1,3})\s*行|(?<![a-z])line\s*(?P<english>[0-9]{1,3})(?![0-9a-z])")
_RULE_EXAMPLE = "/dfmrule DFM-WALL-ABS 壁厚>=1.5mm 材料=ABS 提示 加厚"
_ENGLISH_RULE = "/dfmrule DFM-WALL-ABS wall_thickness>=1.5mm material=ABS hint thicken it"
_SWITCHES = {"停用": False, "关闭": False, "off": False, "disable": False, "启用": True, "on": True, "enable": True}
_RESTORE = frozenset({"恢复", "撤销", "restore", "undo"})


class ToldTooLong(BadInput):
    """More than `limit` characters were told at once."""


@chat_command(
    "dfm", alias="工艺检查", command=m.CheckManufacturability, example="/dfm 0042 壁厚 1.2mm 材料 ABS",
    english_example="/dfm 0042 wall_thickness=1.2mm material=ABS",
)  # fmt: skip
def read_dfm(words: Words, reading: Reading) -> Command:
    """An order, optionally one of its lines, and its attributes; or attributes alone."""
    first, rest = _first(words.rest)
    if not first:
        raise WordsMissing(
            example="/dfm 0042 壁厚 1.2mm 材料 ABS", english_example="/dfm 0042 wall_thickness=1.2mm material=ABS"
        )
    if not _ORDER.fullmatch(fold(first)):
        return m.CheckManufacturability(told=_bounded(words.rest))
    line = _LINE.search(fold(rest))
    if line:
        rest = f"{rest[: line.start()]} {rest[line.end() :]}"
    number = Words("", first).find_number("ORD") or first
    line_no = int(line["number"] or line["english"]) if line else 0
    return m.CheckManufacturability(words=number, line_no=line_no, told=_bounded(rest))


@chat_command(
    "dfmrule", alias="工艺规则", command=m.ShowDfmRules, example="/dfmrule DFM-WALL-ABS",
    more=(("dfmrule_change", m.SetDfmRule),),
)  # fmt: skip
def read_dfmrule(words: Words, reading: Reading) -> Command:
    """Nothing or a page; a rule; a rule and what it is to say, or 停用, 启用, 恢复."""
    first, rest = _first(words.rest)
    if not first or first.isdecimal():
        return m.ShowDfmRules(page=page(words))
    rule_id = _bounded(first).upper()
    if not rest:
        return m.ShowDfmRules(rule_id=rule_id)
    word = fold(rest)
    if word in _SWITCHES:
        return m.SwitchDfmRule(rule_id=rule_id, is_active=_SWITCHES[word])
    return m.RestoreDfmRule(rule_id=rule_id) if word in _RESTORE else m.SetDfmRule(rule_id=rule_id, told=_bounded(rest))


def _first(text: str) -> tuple[str, str]:
    """The first word, and whatever else is said."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first.strip(SEPARATORS + "，；：:"), (rest[0] if rest else "").strip(SEPARATORS + "，；：:")


def _bounded(told: str) -> str:
    if len(told) > LONGEST_TOLD:
        raise ToldTooLong(limit=LONGEST_TOLD)
    return told
