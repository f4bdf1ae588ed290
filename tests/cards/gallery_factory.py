"""Cards about the factory as a whole in the states that look different: load, kits, shortages."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.asides import PinView
from cards.card import Card
from cards.kit_card import KitCard
from cards.load_card import ScheduleCard
from cards.shortage_list import shortage_list
from cards.wording import Wording
from core.planning.factory.master import Item, ItemKind
from core.planning.factory.records import Source
from core.planning.materials.kits import Kit, KitLine, Supplied
from core.planning.materials.shortages import Shortage
from core.planning.plan.load import CentreLoad, DayLoad, Load, MaterialNeed
from tests.cards import builders as b
from tests.cards.gallery_design import DRAWN
from tests.cards.spoken import order_of

Case = Callable[[Wording], Card]


def a_load(name: str = "注塑机 1", work_centres: int = 3, planned: int = 430, days: int = 6) -> Load:
    first, open_minutes = date(2026, 11, 24), [0 if n % 7 == 5 else 480 for n in range(days)]
    per_day = [DayLoad(first + timedelta(n), planned if it else 0, it) for n, it in enumerate(open_minutes)]
    orders = tuple((f"ORD-2611-{n:04}", 600 - n) for n in range(9))
    needs = tuple(MaterialNeed(f"MCU-{n}", name, "pcs", Decimal(400), Decimal(380)) for n in range(12))
    centres = [
        CentreLoad(f"INJ-{n}", name, tuple(per_day), orders if planned else ()) for n in range(1, work_centres + 1)
    ]
    return Load(first, per_day[-1].day, tuple(centres), needs if planned else ())


def schedule(page: int = 1, *, pins: Sequence[PinView] = (), overrides: int = 0, **fields: Any) -> Case:
    return lambda words: ScheduleCard.of(a_load(**fields), {}, page, words, pins=pins, overrides=overrides)


def schedules(hostile: str) -> dict[str, Case]:
    """The plan of the next days as it may look."""
    return {
        "busy": schedule(),
        "second_page": schedule(2, work_centres=40, planned=120),
        "idle": schedule(planned=0),
        "empty": schedule(work_centres=0, planned=0),
        "pinned": schedule(pins=(b.a_pin(), b.a_pin(step="面板铣削")), overrides=3),
        "two_months": schedule(days=60, work_centres=40),
        "hostile": schedule(name=hostile, work_centres=40, pins=(b.a_pin(step=hostile, reason=hostile),) * 12),
    }


def kit(order: Any = None, name: str = "主控芯片", *, is_there: bool = False, count: int = 3) -> Case:
    at = b.NOW
    stock = Supplied(Decimal(120), Source.STOCK, at)
    ways = (stock,) if is_there else (
        stock, Supplied(Decimal(30), Source.PURCHASE_ORDER, at + timedelta(days=4), "PO-9"),
        Supplied(Decimal(50), Source.PURCHASE, at + timedelta(days=20)), Supplied(Decimal(1), Source.PURCHASE, None),
    )  # fmt: skip
    lines = [KitLine(_item(f"MCU-{n}", name), ways[: 1 + n % 4], at + timedelta(days=9)) for n in range(count)]
    lines.append(KitLine(_item("BOX-S", name), (stock,), None))
    holders = {line.item.item_code: [("ORD-2611-0009", Decimal(80))] for line in lines}
    kit = Kit("ORD-2611-0027", tuple(lines) if count else (), at + timedelta(days=8))
    instead = {"BOX-S": "（代 BOX-L，赵工批准，至 2026-12-31）"} if is_there else {}
    return lambda words: KitCard.of(order or b.an_order(), kit, holders, {"MCU-1": name}, words, instead)


def kits(hostile: str) -> dict[str, Case]:
    """The material of an order as it may look."""
    return {
        "blocked": kit(),
        "ready": kit(is_there=True),
        "nothing": kit(count=0),
        "unprepared": kit(b.an_order(**DRAWN)),
        "hostile": kit(order_of(hostile), hostile, count=30),
    }


def _item(code: str, name: str) -> Item:
    return Item(item_code=code, kind=ItemKind.BOUGHT, name=name, uom="pcs", purchase_lead_days=20)


def shortages(name: str = "主控芯片", count: int = 3) -> Case:
    rows = [
        Shortage(
            _item(f"MCU-{n}", name), Decimal(200 * (n % 2)), Decimal(30), b.NOW, b.REQUESTED - timedelta(days=30 * n),
            20 if n != 3 else None, ("PO-9",), tuple(f"ORD-2611-{k:04}" for k in range(7)),
        )
        for n in range(count)
    ]  # fmt: skip
    return lambda words: shortage_list(rows, {}, {"MCU-1": name}, b.NOW.date(), 1, words)
