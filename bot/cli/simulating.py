"""`tongpin simulate`: which promises are kept, on the sample factory run for a while."""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.context import settings, upgrade
from bot.config import Settings

if TYPE_CHECKING:
    from core.planning.factory.shop import Shop
    from core.planning.simulation.measures import Measures

START = date(2026, 1, 5)
"""A Monday; the sample's dates count from it, so that a seed gives the same figures on any day."""


def simulate(days: int, orders: int, seed: int, *, as_json: bool) -> None:
    """Print what was measured. Nothing that is stored is read or changed but the settings."""
    from core.planning.promise.engine import DispatchEngine
    from core.planning.simulation.measures import measured
    from core.planning.simulation.year import Course, Year

    uncertainty = settings().planning.uncertainty
    shop = sample_shop()
    year = Year(shop, DispatchEngine(), Course(days=days, orders=orders, seed=seed, uncertainty=uncertainty))
    found = measured(year.run(_tell(days)), year.refused, shop.calendar)
    print(json.dumps({"days": days, "seed": seed, **asdict(found)}) if as_json else _text(found, days, seed))


def _tell(days: int) -> Callable[[int], None]:
    def tell(day: int) -> None:
        if not day % 30:
            print(f"day {day} of {days}", file=sys.stderr)

    return tell


def sample_shop() -> "Shop":
    """The sample factory on the morning of `START`, with its order book."""
    from bot.app import assemble
    from bot.clock import ManualClock
    from bot.planner.computing import SnapshotCache
    from bot.seeding import seed
    from storage.open_orders import open_orders

    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings.model_validate({"database": {"url": f"sqlite:///{Path(folder) / 'sample.db'}"}})
        upgrade(chosen)
        morning = datetime(START.year, START.month, START.day, tzinfo=UTC)
        program = assemble(chosen, ManualClock(morning), threads=0)
        try:
            seed(program)
            with program.database.read() as session:
                shop = SnapshotCache(chosen.zone).shop(session, morning)
                return shop.knowing_all(open_orders(session, chosen.zone))
        finally:
            program.planner.close()
            program.database.close()


def _text(found: "Measures", days: int, seed: int) -> str:
    allowance, error = _days(found.p80_allowance_days), _days(found.mean_error_days)
    ahead = "-" if found.alert_lead_days is None else f"{found.alert_lead_days:.1f} working days"
    return "\n".join(
        (
            f"{days} days, seed {seed}: {found.orders} sold, {found.shipped} shipped, {found.refused} impossible",
            f"promised dates met   {_share(found.promises_met)}",
            f"P50 dates met        {_share(found.p50_met)}",
            f"P80 dates met        {_share(found.p80_met)}, {allowance} after the promise on average",
            f"error against P50    {error} on average, {_days(found.mean_absolute_error_days)} absolute",
            f"left late            {_share(found.late_share)}",
            f"of these foreseen    {_share(found.alerted_share)}, median {ahead} before the promised day",
            f"feared for nothing   {_share(found.false_alert_share)} of those that left in time",
        )
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _days(days: float | None) -> str:
    return "-" if days is None else f"{days:.1f} days"
