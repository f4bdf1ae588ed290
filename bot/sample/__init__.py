"""The sample factory 星澜智能家居: one invented company, as files in the form that an import takes."""

import csv
import io
from collections import Counter
from datetime import date
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.files import ImportFile, check_references, read_file
from bot.files.cells import Reading, read_moment
from storage.master import Known

NAMES = (
    "departments", "people", "customers", "product_families", "spec_fields", "products", "suppliers", "items",
    "bom", "standard_solutions", "substitutes", "purchase_orders", "stock", "calendars", "calendar_exceptions",
    "work_centres", "maintenance", "routings", "setup", "protected_capacity", "dfm_attributes", "dfm_rules",
    "work_centre_capabilities", "approval_rules", "raci", "orders",
)  # fmt: skip

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def sample_files(today: date, zone: ZoneInfo = _SHANGHAI) -> list[ImportFile]:
    """Every table of the sample, in the order to store them in. Its dates count from `today`."""
    reading = Reading(today, zone)
    found: list[ImportFile] = []
    for name in NAMES:
        data = files(__package__).joinpath(f"{name}.csv").read_bytes()
        data = _with_order_numbers(data, reading) if name == "orders" else data
        found.extend(read_file(data, f"{name}.csv", today=today, zone=zone))
    return list(check_references(found, Known()))


def _with_order_numbers(data: bytes, reading: Reading) -> bytes:
    """Order numbers carry the month of the order, so the file cannot: number each month's orders from 1."""
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    orders_of_month: Counter[str] = Counter()
    for row in rows:
        month = f"{read_moment(row['下单时间'], reading):%y%m}"
        orders_of_month[month] += row["行号"] == "1"
        row["订单号"] = f"ORD-{month}-{orders_of_month[month]:04d}"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
