"""Nonsense in a shop, found before anything is computed from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from core.planning.errors import (
    BadQuantity,
    CyclicBom,
    DuplicateCode,
    NoRouting,
    NoWorkCentre,
    UnknownItem,
    UnknownWorkCentre,
    WorkCentreNeverWorks,
)
from core.planning.factory.master import MAX_HORIZON_DAYS, YEARS, ItemKind, codes_of, require_not_negative

if TYPE_CHECKING:
    from core.planning.factory.shop import Shop


def check_shop(shop: "Shop") -> None:
    """Raise the `BadShop` that fits, if any."""
    if shop.as_of.tzinfo is None or shop.as_of.year not in YEARS or not 0 < shop.horizon_days <= MAX_HORIZON_DAYS:
        raise BadQuantity(kind="shop", code=shop.version, field="as_of", value=str(shop.as_of))
    if shop.calendar.never_works:
        raise WorkCentreNeverWorks(work_centre="factory")
    _check_codes("item", (item.item_code for item in shop.items))
    _check_codes("work centre", (centre.work_centre for centre in shop.work_centres))
    _check_codes("purchase order", (f"{po.po_no} {po.item_code}" for po in shop.purchase_orders))
    _check_boms(shop)
    _check_routings(shop)
    _check_records(shop)


def _check_codes(kind: str, codes: Iterable[str]) -> None:
    code, times = max(Counter(codes).items(), key=lambda pair: pair[1], default=("", 0))
    if times > 1:
        raise DuplicateCode(kind=kind, code=code)


def _require_item(shop: "Shop", kind: str, code: str, item_code: str) -> None:
    if item_code not in shop.items_by_code:
        raise UnknownItem(kind=kind, code=code, item_code=item_code)


def _require_centre(shop: "Shop", kind: str, code: str, work_centre: str) -> None:
    if work_centre not in shop.centres_by_code:
        raise UnknownWorkCentre(kind=kind, code=code, work_centre=work_centre)


def _check_boms(shop: "Shop") -> None:
    for made, lines in shop.boms.items():
        _require_item(shop, "bom", made, made)
        for line in lines:
            _require_item(shop, "bom", made, line.component)
    for item in shop.items:
        for substitute in item.stand_ins:
            _require_item(shop, "substitute", item.item_code, substitute)
        if item.kind is ItemKind.MADE and not shop.boms.get(item.item_code) and not shop.routings.get(item.item_code):
            raise NoRouting(item_code=item.item_code)
    cycle = _cycle_in(_makings(shop))
    if cycle:
        raise CyclicBom(items=" → ".join(cycle))


def _makings(shop: "Shop") -> dict[str, set[str]]:
    """By made item, what it may be made of: its components and their substitutes."""
    return {
        made: {each for line in lines for each in (line.component, *shop.items_by_code[line.component].stand_ins)}
        for made, lines in shop.boms.items()
    }


def _cycle_in(makings: Mapping[str, set[str]]) -> list[str]:
    """Some cycle, or nothing: components that contain no unfinished item are struck off until none is left."""
    left = {made: {each for each in components if each in makings} for made, components in makings.items()}
    users: dict[str, list[str]] = {}
    for made, components in left.items():
        for component in components:
            users.setdefault(component, []).append(made)
    done = [made for made, components in left.items() if not components]
    while done:
        finished = done.pop()
        del left[finished]
        for user in users.get(finished, ()):
            left[user].discard(finished)
            if not left[user]:
                done.append(user)
    return _walk_round(left) if left else []


def _walk_round(left: Mapping[str, set[str]]) -> list[str]:
    path = [min(left)]
    while path.count(path[-1]) == 1:
        path.append(min(left[path[-1]] & left.keys()))
    return path[path.index(path[-1]) :]


def _check_routings(shop: "Shop") -> None:
    for made, operations in shop.routings.items():
        _require_item(shop, "routing", made, made)
        _check_codes(f"operation of {made}", (str(operation.seq) for operation in operations))
        for work_centre in codes_of(operations):
            _require_centre(shop, "routing", made, work_centre)
        known = {operation.seq for operation in operations}
        for line in shop.boms.get(made, ()):
            if line.at_seq is not None and line.at_seq not in known:
                raise NoWorkCentre(item_code=made, seq=line.at_seq)
    _check_groups(shop)
    if shop.design_work_centre is not None:
        _require_centre(shop, "design", shop.design_work_centre, shop.design_work_centre)


def _check_groups(shop: "Shop") -> None:
    for group, setups in shop.setups.items():
        for (before, after), minutes in setups.items():
            require_not_negative("setup matrix", group, **{f"{before} → {after}": minutes})


def _check_records(shop: "Shop") -> None:
    for code, qty in shop.stock.items():
        _require_item(shop, "stock", code, code)
        require_not_negative("stock", code, on_hand_qty=qty)
    for po in shop.purchase_orders:
        _require_item(shop, "purchase order", po.po_no, po.item_code)
    for allocation in shop.allocations:
        _require_item(shop, "allocation", allocation.order_no, allocation.item_code)
    for booking in shop.bookings:
        _require_centre(shop, "booking", booking.order_no, booking.work_centre)
