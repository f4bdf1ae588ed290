from datetime import date
from decimal import Decimal

import pytest

from bot.grammar.ecn import ItemMissing, read_ecn, read_form
from core.changes import ChangeReason
from core.changes.engineering import Started
from core.changes.redline import LineAction, LineChange
from core.revisions import Effectivity

TODAY = date(2026, 11, 23)
ONE, TWO = Decimal(1), Decimal(2)
ADD, REMOVE, CHANGE, SWAP = LineAction.ADD, LineAction.REMOVE, LineAction.CHANGE, LineAction.SWAP


def told(words: str) -> list[tuple[LineAction, str, str, Decimal | None, Decimal | None]]:
    return [_plain(line) for line in read_ecn(words)[1].lines]


def _plain(line: LineChange) -> tuple[LineAction, str, str, Decimal | None, Decimal | None]:
    return line.action, line.component, line.instead, line.qty_before, line.qty_per


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("PCBA-SW3 MCU-32→MCU-32G", [(SWAP, "MCU-32", "MCU-32G", None, None)]),
        ("PCBA-SW3 MCU-32 -> MCU-32G 2", [(SWAP, "MCU-32", "MCU-32G", None, TWO)]),
        ("PCBA-SW3 mcu-32 换成 mcu-32g", [(SWAP, "mcu-32", "mcu-32g", None, None)]),
        ("SW-300 +SEN-T 1 -LCD-4", [(ADD, "SEN-T", "", None, ONE), (REMOVE, "LCD-4", "", None, None)]),
        ("SW-300 ＋SEN-T×2，－LCD-4", [(ADD, "SEN-T", "", None, TWO), (REMOVE, "LCD-4", "", None, None)]),
        ("SW-300 增加 SEN-T，去掉 LCD-4", [(ADD, "SEN-T", "", None, ONE), (REMOVE, "LCD-4", "", None, None)]),
        ("SW-300 HS-ABS 1→2", [(CHANGE, "HS-ABS", "", ONE, TWO)]),
        ("SW-300 HS-ABS 改为 0.085", [(CHANGE, "HS-ABS", "", None, Decimal("0.085"))]),
        ("SW-300 HS-ABS 1 to 2", [(CHANGE, "HS-ABS", "", ONE, TWO)]),
        ("SW-300", []),
    ],
)
def test_lines_are_read_as_people_write_them(
    words: str, lines: list[tuple[LineAction, str, str, Decimal | None, Decimal | None]]
) -> None:
    assert told(words) == lines
    assert read_ecn(words)[1].unread == ()


def test_the_reason_is_read_with_its_class_and_nothing_is_lost() -> None:
    item, content = read_ecn("PCBA-SW3 MCU-32→MCU-32G 很贵 原因：原厂停产，改用兼容料")

    assert (item, content.reason, content.reason_code) == ("PCBA-SW3", "原厂停产，改用兼容料", ChangeReason.SUPPLY)
    assert content.unread == ("很贵",)
    assert content.lines_typed == "MCU-32→MCU-32G 很贵"


@pytest.mark.parametrize("words", ["", "缺料了", "300"])
def test_without_an_item_it_is_asked_for(words: str) -> None:
    with pytest.raises(ItemMissing):
        read_ecn(words)


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ({}, {"effectivity": Effectivity.NOW, "is_temporary": False, "started": Started.ASK}),
        ({"effectivity": "DATE", "since": "12月1日"}, {"from_date": date(2026, 12, 1)}),
        ({"effectivity": "ORDER", "since": "ord-2611-0042"}, {"from_number": "ORD-2611-0042"}),
        ({"effectivity": "USE_UP", "since": "MCU-32"}, {"use_up": "MCU-32"}),
        ({"temporary": "YES", "limit": "3张"}, {"is_temporary": True, "most_orders": 3, "until": None}),
        ({"temporary": "YES", "limit": "3 orders"}, {"most_orders": 3}),
        ({"temporary": "YES", "limit": "12月1日"}, {"most_orders": None, "until": date(2026, 12, 1)}),
        ({"temporary": "NO", "limit": "3张"}, {"is_temporary": False, "most_orders": None}),
        ({"visible": "YES", "started": "KEEP"}, {"is_customer_visible": True, "started": Started.KEEP}),
    ],
)
def test_a_form_is_read(form: dict[str, str], read: dict[str, object]) -> None:
    content = read_form({"lines": "MCU-32→MCU-32G", "reason_code": "COST", "reason": "降本"} | form, TODAY)

    assert {name: getattr(content, name) for name in read} == read
    assert (content.reason_code, len(content.lines)) == (ChangeReason.COST, 1)
