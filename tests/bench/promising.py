"""From a sent order form to the promise, with a full order book."""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Program, assemble
from bot.clock import Clock
from bot.seeding import store
from core.orders import OrderStatus
from handlers.importing import ImportOrders
from handlers.sender import TONGPIN
from storage.orders import open_orders
from tests.bench.figures import Figure, median_of, no_more_than, percentile
from tests.bench.programs import let_go, load_sample, settings_for
from tests.bench.sizes import Size
from tests.bench.stage import SALESPERSON, Stage, on_stage
from tests.bench.standin import StandIn

CUSTOMERS = ("C-HY", "C-NH", "C-YQ", "C-XH")
PRODUCTS = {"SW-300": 120, "SW-500": 40, "DL-20": 60, "CM-10": 80, "KP-3": 300}
"""What is ordered, and about how many at a time."""
CHAT = "oc_forms"


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Fill the book, then order."""
    url = load_sample(f"sqlite:///{folder / 'promising.db'}")
    filled = fill_book(url, size.open_orders)
    with on_stage(url, folder) as stage:
        stage.tenant.add_group(CHAT, "forms", [SALESPERSON])
        took = [_order(stage, number) for number in range(size.submits)]
    return _figures(took, filled)


def fill_book(url: str, wanted: int) -> int:
    """Bring the sample's order book to so many open orders, all of them planned; gives how many there are."""
    program = assemble(settings_for(url), Clock(), feishu_wire=StandIn(), threads=0)
    try:
        with program.database.read() as session:
            missing = wanted - len(open_orders(session))
        command = ImportOrders(rows=[_row(program, number) for number in range(max(0, missing))])
        program.bus.execute(command, sender=TONGPIN, now=program.clock())
        store(program, [])  # gives the new orders their place in the plan
        with program.database.read() as session:
            return len(open_orders(session))
    finally:
        let_go(program)


def _row(program: Program, number: int) -> dict[str, Any]:
    now = program.clock()
    product = list(PRODUCTS)[number % len(PRODUCTS)]
    return {
        "order_no": f"ORD-2001-{number + 1:04d}", "customer": CUSTOMERS[number % len(CUSTOMERS)], "product": product,
        "quantity": PRODUCTS[product] + number % 17, "requested_date": (now + timedelta(days=20 + number % 90)).date(),
        "status": OrderStatus.CONFIRMED, "owner": "lin.xiaoyan", "placed_at": now - timedelta(days=1 + number % 20),
    }  # fmt: skip


def _order(stage: Stage, number: int) -> float:
    """Fill in a form and send it; the seconds until the person sees the promise."""
    stage.reply_to(SALESPERSON, CHAT, "/neworder 恒远", mention_bot=True)
    form = next(card for card in reversed(stage.tenant.messages(CHAT)) if '"form"' in card.content)
    name = next(
        part["name"] for part in stage.tenant.card(form.message_id)["body"]["elements"] if part["tag"] == "form"
    )
    wanted = (Clock()() + timedelta(days=60 + number % 30)).date().isoformat()
    values = {"product": "SW-300", "quantity": str(100 + number), "requested_date": wanted, "requirement": ""}
    began = time.perf_counter()
    stage.tenant.submit(SALESPERSON, form.message_id, name, values)
    while '"confirm"' not in stage.tenant.message(form.message_id).content:
        if time.perf_counter() - began > 20:
            raise RuntimeError("no promise within 20 s")
        time.sleep(0.002)
    return time.perf_counter() - began


def _figures(seconds: Sequence[float], filled: int) -> list[Figure]:
    title = f"form sent → promise shown, {filled} open orders"
    notes = {"all_ms": [round(one * 1000) for one in seconds]}
    return [
        median_of(f"{title}: p50", [percentile(seconds, 0.5) * 1000], "ms", notes=notes),
        median_of(f"{title}: p95", [percentile(seconds, 0.95) * 1000], "ms", target=no_more_than(300)),
    ]
