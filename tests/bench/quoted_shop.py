"""A `factory-1` document and a plan of it as the shop that promises are made in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.calendar import NO_HOLIDAYS, Window, WorkingCalendar, minute_of
from core.planning.factory.master import Alternative, BomLine, Item, ItemKind, Operation, WorkCentre
from core.planning.factory.records import Allocation, Booking, OpenOrder, PurchaseOrder, Source
from core.planning.factory.shop import Shop

Json = Mapping[str, Any]
DAY = 24 * 60
WEEKEND = 3 * DAY
"""Within so long every work centre has worked."""
WAGE, OVERTIME_WAGE = Decimal(60), Decimal(90)
"""An hour of any work centre, in and out of ordinary time."""


@dataclass(frozen=True, slots=True)
class Plant:
    """The document with its names, and its epoch as a moment."""

    document: Json
    epoch: datetime

    @classmethod
    def of(cls, document: Json) -> "Plant":
        """Of a `factory-1` document."""
        return cls(document, datetime.fromisoformat(document["epoch"]).replace(tzinfo=UTC))

    def at(self, minute: int) -> datetime:
        """A minute of the document."""
        return self.epoch + timedelta(minutes=minute)

    def minute(self, moment: datetime) -> int:
        """A moment in minutes of the document."""
        return minute_of(moment) - minute_of(self.epoch)

    @property
    def centres(self) -> list[str]:
        """The work centres' codes."""
        return [each["id"] for each in self.document["work_centres"]]

    def product(self, index: int) -> str:
        """A product's code."""
        return str(self.document["products"][index]["id"])

    def item(self, product: int, part: int) -> str:
        """The code of a part of a product; the first is the product itself."""
        return f"{self.product(product)}.{part}" if part else self.product(product)


def shop_of(document: Json, schedule: Json) -> Shop:
    """Everything of the document, with every assignment of the schedule as a standing booking."""
    plant = Plant.of(document)
    bookings = (*_before(plant), *bookings_of(plant, schedule))
    allocations = tuple(_allocations(plant))
    return Shop(
        version=1,
        as_of=plant.epoch,
        calendar=_calendar(document["plant_week"]),
        items=(*_bought(plant), *_made(plant)),
        work_centres=tuple(_work_centres(plant)),
        boms=dict(_boms(plant)),
        routings=dict(_routings(plant)),
        stock={each["id"]: Decimal(each["stock"]) for each in document["materials"]},
        purchase_orders=tuple(_purchase_orders(plant)),
        bookings=bookings,
        allocations=allocations,
        orders=tuple(sorted(_orders(plant, allocations), key=lambda each: each.order_no)),
        setups=dict(_setups(plant)),
        horizon_days=max(730, 2 * document["horizon"] // DAY),
    )


def _calendar(week: Sequence[Sequence[int]], closed: Sequence[Window] = ()) -> WorkingCalendar:
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for start, end in week:
        days[start // DAY].append((start % DAY, start % DAY + end - start))
    return WorkingCalendar(tuple(map(tuple, days)), NO_HOLIDAYS, closed=tuple(closed), timezone=UTC)


def _work_centres(plant: Plant) -> Iterator[WorkCentre]:
    calendars, groups = plant.document["calendars"], plant.document["groups"]
    plain = {name: _calendar(week) for name, week in calendars.items()}
    for each in plant.document["work_centres"]:
        yield WorkCentre(
            work_centre=each["id"],
            name=each["id"],
            group=groups[each["group"]],
            calendar=_calendar_of(plant, each) if closed_of(each) else plain[each["calendar"]],
            cost_per_hour=WAGE,
            overtime_cost_per_hour=OVERTIME_WAGE,
            overtime=tuple(_overtime(plant, calendars.get("overtime") or ())),
        )


def _calendar_of(plant: Plant, centre: Json) -> WorkingCalendar:
    closed = [Window(plant.at(start), plant.at(end), "maintenance") for start, end in closed_of(centre)]
    return _calendar(plant.document["calendars"][centre["calendar"]], closed)


def closed_of(centre: Json) -> list[Sequence[int]]:
    """Maintenance and breakdowns of a work centre."""
    return [*(centre.get("maintenance") or ()), *(centre.get("down") or ())]


def _overtime(plant: Plant, week: Sequence[Sequence[int]]) -> Iterator[Window]:
    for monday in range(0, plant.document["horizon"], 7 * DAY):
        for start, end in week:
            yield Window(plant.at(monday + start), plant.at(monday + end), "overtime")


def _bought(plant: Plant) -> Iterator[Item]:
    for each in plant.document["materials"]:
        days = -(-each["lead_time"] // DAY)
        yield Item(
            item_code=each["id"], kind=ItemKind.BOUGHT, name=each["id"], unit_cost=Decimal(5),
            purchase_lead_days=days, expedite_days=days // 3, expedite_cost=Decimal(200),
        )  # fmt: skip


def _made(plant: Plant) -> Iterator[Item]:
    for product, each in enumerate(plant.document["products"]):
        for part in range(len(each["parts"])):
            code = plant.item(product, part)
            yield Item(item_code=code, kind=ItemKind.MADE, name=code)


def _boms(plant: Plant) -> Iterator[tuple[str, tuple[BomLine, ...]]]:
    materials = plant.document["materials"]
    for product, each in enumerate(plant.document["products"]):
        for number, part in enumerate(each["parts"]):
            below = [below for below, other in enumerate(each["parts"]) if other["parent"] == number]
            lines = [BomLine(component=plant.item(product, other), qty_per=Decimal(1)) for other in below]
            lines += [
                BomLine(component=materials[index]["id"], qty_per=Decimal(qty)) for index, qty in part["materials"]
            ]
            yield plant.item(product, number), tuple(lines)


def _routings(plant: Plant) -> Iterator[tuple[str, tuple[Operation, ...]]]:
    for product, each in enumerate(plant.document["products"]):
        for number, part in enumerate(each["parts"]):
            steps = enumerate(part["ops"], start=1)
            yield plant.item(product, number), tuple(_operation(plant, 10 * at, step, each) for at, step in steps)


def _operation(plant: Plant, seq: int, step: Json, product: Json) -> Operation:
    centres = plant.document["work_centres"]
    return Operation(
        seq=seq,
        code=f"OP{seq}",
        name=plant.document["groups"][step["group"]],
        alternatives=tuple(
            Alternative(centres[each]["id"], Decimal(centres[each]["speed"]) / 100) for each in step["wcs"]
        ),
        minutes_per_unit=Decimal(str(step["unit"])),
        setup_family=str(product["family"]),
    )


def _setups(plant: Plant) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    for group, table in zip(plant.document["groups"], plant.document["setup"], strict=True):
        yield (
            group,
            {
                (str(before), str(after)): minutes
                for before, row in enumerate(table)
                for after, minutes in enumerate(row)
            },
        )


def _purchase_orders(plant: Plant) -> Iterator[PurchaseOrder]:
    for each in plant.document["materials"]:
        for number, (time, quantity) in enumerate(each["receipts"]):
            po_no = f"PO-{each['id']}-{number}"
            yield PurchaseOrder(po_no=po_no, item_code=each["id"], open_qty=Decimal(quantity), eta=plant.at(time))


# What is planned already


def _before(plant: Plant) -> Iterator[Booking]:
    """What each work centre is doing now, or has just done: it tells what it is set up for.

    It has no work left for after a closure in which the document says it is free again.
    """
    for each in plant.document["work_centres"]:
        end = each["available_from"] or -1
        start = min(0, end) - WEEKEND
        axis = _calendar_of(plant, each).axis(plant.at(start).date(), plant.at(end).date())
        worked = axis.worked(minute_of(plant.at(end))) - axis.worked(minute_of(plant.at(start)))
        yield Booking(
            order_no="WIP",
            work_centre=each["id"],
            start_at=plant.at(start),
            end_at=plant.at(end),
            work_minutes=max(1, worked),
            family=str(each["family"]),
        )


def _orders(plant: Plant, allocations: Iterable[Allocation]) -> Iterator[OpenOrder]:
    """What everybody was promised: the document's due dates.

    The document buys where a receipt would come later than that; such an order has its material, or a third of the
    plan would stand where its material is not there yet.
    """
    lead_times = {each["id"]: each["lead_time"] for each in plant.document["materials"]}
    receipts = {po.po_no: plant.minute(po.eta) for po in _purchase_orders(plant)}
    bought = {each.order_no for each in allocations if receipts.get(each.po_no, 0) > lead_times[each.item_code]}
    for each in plant.document["orders"]:
        yield OpenOrder(
            order_no=each["id"], product=plant.product(each["product"]), qty=Decimal(each["qty"]),
            promise_date=plant.at(max(0, each["due"])).date(), is_kitted=each["id"] in bought,
        )  # fmt: skip


def bookings_of(plant: Plant, schedule: Json) -> Iterator[Booking]:
    """The assignments of a schedule."""
    operations, orders = plant.document["operations"], plant.document["orders"]
    for run in schedule["assignments"]:
        operation = operations[run["op"]]
        order = orders[operation["order"]]
        yield Booking(
            order_no=order["id"],
            work_centre=plant.centres[run["wc"]],
            start_at=plant.at(run["start"]),
            end_at=plant.at(run["end"]),
            item_code=plant.item(order["product"], operation["part"]),
            seq=10 * (operation["seq"] + 1),
            operation=f"OP{10 * (operation['seq'] + 1)}",
            qty=Decimal(order["qty"]),
            work_minutes=dict(map(tuple, operation["alternatives"]))[run["wc"]],
            family=str(operation["family"]),
        )


def _allocations(plant: Plant) -> Iterator[Allocation]:
    """Stock and receipts that the standing orders hold, by due date: as the document pegs them."""
    orders, free = plant.document["orders"], _free(plant)
    wanted = [
        (orders[each["order"]]["due"], -orders[each["order"]]["weight"], each["id"], each)
        for each in plant.document["operations"]
        if each["materials"]
    ]
    for *_, operation in sorted(wanted, key=lambda row: row[:3]):
        for index, quantity in operation["materials"]:
            yield from _taken(
                orders[operation["order"]]["id"], plant.document["materials"][index]["id"], quantity, free
            )


def _free(plant: Plant) -> dict[str, list[list[Any]]]:
    free: dict[str, list[list[Any]]] = defaultdict(list)
    for each in plant.document["materials"]:
        free[each["id"]].append([Source.STOCK, "", each["stock"]])
        for number, (_, quantity) in enumerate(each["receipts"]):
            free[each["id"]].append([Source.PURCHASE_ORDER, f"PO-{each['id']}-{number}", quantity])
    return free


def _taken(order_no: str, item_code: str, quantity: int, free: dict[str, list[list[Any]]]) -> Iterator[Allocation]:
    for place in free[item_code]:
        got = min(quantity, place[2])
        if got:
            place[2] -= got
            quantity -= got
            yield Allocation(order_no=order_no, item_code=item_code, qty=Decimal(got), source=place[0], po_no=place[1])
    if quantity:
        yield Allocation(order_no=order_no, item_code=item_code, qty=Decimal(quantity), source=Source.PURCHASE)
