"""What is left of parts that are not used any more, and what the new ones cost."""

from collections.abc import Iterable
from decimal import Decimal

from core.planning.factory.master import ZERO, BomLine
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.promise.results import cents
from core.planning.redesign.impact import PurchaseImpact, StockImpact


def leftovers(
    shop: Shop, item_code: str, removed: Iterable[str]
) -> tuple[tuple[StockImpact, ...], tuple[PurchaseImpact, ...]]:
    """Of parts that go: what is on the shelf and what is on order beyond what the orders in the shop still hold.

    A purchase of what something else is made of, too, is not cancelled.
    """
    gone = list(removed)
    kept: dict[tuple[str, str], Decimal] = {}
    for each in shop.allocations:
        if each.item_code in gone and each.source is not Source.PURCHASE:
            key = each.item_code, each.po_no
            kept[key] = kept.get(key, ZERO) + each.qty
    useless = [code for code in gone if not _is_used(shop, code, but=item_code)]
    return tuple(_stock(shop, gone, kept)), tuple(_purchases(shop, useless, kept))


def _is_used(shop: Shop, code: str, but: str) -> bool:
    return any(line.component == code for made, lines in shop.boms.items() if made != but for line in lines)


def _stock(shop: Shop, gone: Iterable[str], kept: dict[tuple[str, str], Decimal]) -> Iterable[StockImpact]:
    for code in gone:
        qty = max(ZERO, shop.stock.get(code, ZERO) - kept.get((code, ""), ZERO))
        if qty:
            yield StockImpact(item_code=code, qty=qty, value=cents(qty * shop.item(code).unit_cost))


def _purchases(shop: Shop, gone: Iterable[str], kept: dict[tuple[str, str], Decimal]) -> Iterable[PurchaseImpact]:
    for po in sorted(shop.purchase_orders, key=lambda each: (each.item_code, each.po_no)):
        qty = max(ZERO, po.open_qty - kept.get((po.item_code, po.po_no), ZERO))
        if po.item_code in gone and qty:
            value = cents(qty * shop.item(po.item_code).unit_cost)
            yield PurchaseImpact(po_no=po.po_no, item_code=po.item_code, qty=qty, value=value, eta=po.eta)


def unit_cost_delta(shop: Shop, item_code: str, base: str, lines: Iterable[BomLine]) -> Decimal:
    """CNY by which the material of one piece is dearer than by the revision it was made from."""
    before = shop.revised.get((item_code, base), shop.boms.get(item_code, ()))
    return cents(_material(shop, lines) - _material(shop, before))


def _material(shop: Shop, lines: Iterable[BomLine]) -> Decimal:
    return sum((line.gross(Decimal(1)) * shop.item(line.component).unit_cost for line in lines), ZERO)
