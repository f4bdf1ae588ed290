import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files import read_file, write_csv, write_xlsx
from core.catalogue import CustomerClass, SpecKind, SpecOption
from core.changes import ApprovalMode, ChangeKind, Need
from core.people import Role
from core.production import RoutingAlternative
from core.supply import ItemKind

MONDAY = date(2026, 11, 23)

ROWS: dict[str, dict[str, Any]] = {
    "person": {
        "key": "lin", "name": "林晓燕", "english_name": "", "department": "sales", "roles": [Role.SALES, Role.RND],
        "is_active": False, "feishu": "ou_lin", "wecom": None,
    },
    "spec_field": {
        "family": "panel", "key": "colour", "label": "颜色", "english_label": "Colour", "kind": SpecKind.CHOICE,
        "options": [SpecOption(value="白色", english="", synonyms=("纯白",)), SpecOption(value="灰色", english="Grey")],
        "unit": "", "minimum": None, "maximum": None, "is_mandatory": True, "allow_custom": False, "position": 2,
    },
    "item": {
        "item_code": "ABS-R", "name": "=SUM(A1)", "english_name": "-5 °C resin", "kind": ItemKind.BOUGHT, "uom": "kg",
        "unit_cost": Decimal("13.5000"), "qty_step": Decimal("0.001"), "purchase_lead_time_days": None,
        "expedite_days": 0, "expedite_cost": Decimal(0), "supplier": None, "buyer": "", "revision": "A",
        "lot_size": None,
    },
    "maintenance_window": {
        "code": "M1", "work_centre": "INJ-2", "kind": None, "start_at": datetime(2026, 12, 1, 5, tzinfo=UTC),
        "end_at": datetime(2026, 12, 1, 9, 0, 30, tzinfo=UTC), "repeat_weeks": 2, "reason": "",
    },
    "routing_operation": {
        "item": "SW-300", "seq": 10, "code": "SMT", "name": "贴片", "english_name": "", "setup_minutes": 40,
        "minutes_per_unit": Decimal("1.2"), "batch_size": None, "batch_minutes": 0, "setup_family": "{panel_colour}",
        "alternatives": [RoutingAlternative(work_centre="SMT-1"),
                         RoutingAlternative(work_centre="SMT-2", speed_percent=90, needs_approval=True),
                         RoutingAlternative(work_centre="WX-1", lead_days=3, price=Decimal("4.50")),
                         RoutingAlternative(work_centre="WX-2", lead_days=0, needs_approval=True)],
        "yield_percent": Decimal("98.50"), "skill": "smt",
    },
    "work_centre": {
        "code": "WX-1", "name": "外协喷涂", "english_name": "", "group": "COAT", "capacity": 2, "calendar": "day",
        "cost_per_hour": Decimal(0), "overtime_rate": Decimal("1.5"), "overtime_calendar": None, "is_unattended": True,
        "is_subcontracted": True, "skills": ["spray", "polish"],
    },
    "protected_capacity": {"customer_class": CustomerClass.A, "group": "SMT", "share_percent": 20, "release_days": 5},
    "approval_rule": {
        "code": "E-20", "kind": ChangeKind.ENGINEERING, "reason": None, "family": "", "min_value": Decimal(50000),
        "min_newly_late": 3, "is_customer_visible": True, "step": 2, "mode": ApprovalMode.ANY, "need": Need.OPTIONAL,
        "who": ["lead:quality", "role:MANAGER", "wang.sheng", "owner"],
    },
    "product": {
        "code": "SW-300", "name": "温控面板", "english_name": "", "family": "panel", "aliases": ["温控", "温控器"],
        "uom": "pcs", "default_spec": {"protocol": "Wi-Fi", "screen_inch": "4"}, "list_price": Decimal(318),
        "is_active": True,
    },
}  # fmt: skip
del ROWS["maintenance_window"]["kind"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("table", ROWS)
def test_what_is_written_is_read_back_the_same(table: str, language: str) -> None:
    row = ROWS[table]

    (from_csv,) = read_file(write_csv(table, [row], language=language), f"{table}.csv", today=MONDAY)
    (from_xlsx,) = read_file(write_xlsx({table: [row]}, language=language), "export.xlsx", today=MONDAY)

    assert not from_csv.problems
    assert {name: from_csv.rows[0][name] for name in row} == row
    assert from_xlsx.rows == from_csv.rows


def test_text_that_looks_like_a_formula_is_never_one() -> None:
    row = {"item_code": "A", "name": "=HYPERLINK(1)", "kind": ItemKind.MADE, "buyer": "@x", "unit_cost": Decimal(-1)}

    cells = list(csv.reader(io.StringIO(write_csv("item", [row]).decode("utf-8-sig"))))[1]
    workbook = openpyxl.load_workbook(io.BytesIO(write_xlsx({"item": [row]})))

    assert (cells[1], cells[-2]) == ("'=HYPERLINK(1)", "'@x")
    assert "-1" in cells  # a number is none either
    assert "f" not in {cell.data_type for cell in workbook["物料"][2]}


def test_in_a_workbook_numbers_and_days_are_numbers_and_days() -> None:
    row = {"po_no": "PO-1", "item": "10023", "qty": Decimal("12.5"), "eta": MONDAY}

    cells = openpyxl.load_workbook(io.BytesIO(write_xlsx({"purchase_order": [row]})))["采购单"][2]

    assert [cell.value for cell in cells[:2]] == ["PO-1", "10023"]
    assert cells[3].value == 12.5
    assert cells[5].value == datetime.combine(MONDAY, time())


def test_characters_that_no_file_may_hold_are_left_out() -> None:
    (file,) = read_file(write_xlsx({"customer": [{"code": "C", "name": "a\x0bb"}]}), "x.xlsx", today=MONDAY)

    assert file.rows[0]["name"] == "ab"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_name_survives_a_round_trip(name: str) -> None:
    (file,) = read_file(write_csv("customer", [{"code": "C", "name": f"n{name}"}]), "客户.csv", today=MONDAY)

    assert file.rows[0]["name"] == f"n{name}"
