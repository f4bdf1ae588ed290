"""A shop as it would be: with a lever pulled, or with something out of the way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.calendar import Closure, Window
from core.planning.factory.master import DayKind, Item, Operation
from core.planning.factory.records import PurchaseOrder
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint, ConstraintKind, OptionKind, PromiseOption
from core.planning.promise.question import PromiseQuestion

DAY = timedelta(days=1)
PLENTY = Decimal(10**9)


def with_levers(shop: Shop, option: PromiseOption) -> Shop:
    """The shop in which an option's levers are pulled for good."""
    match option.kind:
        case OptionKind.OVERTIME:
            return with_overtime(shop, option)
        case OptionKind.ALTERNATIVE:
            return with_approval(shop, {lever.code for lever in option.levers})
        case OptionKind.SUBSTITUTE:
            return with_substitutes(shop, {lever.code: lever.replaced_by for lever in option.levers})
        case OptionKind.EXPEDITE_MATERIAL:
            return with_hurry(shop, option)
        case _:
            return shop


def with_overtime(shop: Shop, option: PromiseOption) -> Shop:
    """The windows are ordinary working time."""
    windows = [
        (lever.code, Window(lever.start_at, lever.end_at))
        for lever in option.levers
        if lever.start_at is not None and lever.end_at is not None
    ]
    centres = []
    for centre in shop.work_centres:
        opened = [window for code, window in windows if code == centre.work_centre]
        centres.append(replace(centre, calendar=centre.calendar.opening(*opened)))
    return shop.changed(work_centres=tuple(centres))


def with_approval(shop: Shop, codes: set[str]) -> Shop:
    """These work centres need nobody's approval."""

    def approved(operation: Operation) -> Operation:
        choices = (
            replace(choice, needs_approval=choice.needs_approval and choice.work_centre not in codes)
            for choice in operation.alternatives
        )
        return replace(operation, alternatives=tuple(choices))

    return shop.changed(routings={code: tuple(map(approved, steps)) for code, steps in shop.routings.items()})


def with_substitutes(shop: Shop, instead: dict[str, str]) -> Shop:
    """Every BOM names the substitute."""
    return shop.changed(
        boms={
            code: tuple(replace(line, component=instead.get(line.component, line.component)) for line in lines)
            for code, lines in shop.boms.items()
        }
    )


def with_hurry(shop: Shop, option: PromiseOption) -> Shop:
    """Every delivery that is named comes when it says, and no other sooner: what a buyer reads is all there is."""
    needed = {(lever.code, each.po_no): each.needed_at for lever in option.levers for each in lever.deliveries}

    def hurried(item: Item) -> Item:
        if (item.item_code, "") not in needed:
            return item
        days = (needed[item.item_code, ""] - shop.as_of) // DAY
        return replace(item, purchase_lead_days=days, lead_day_kind=DayKind.CALENDAR)

    def sooner(po: PurchaseOrder) -> PurchaseOrder:
        return replace(po, eta=needed.get((po.item_code, po.po_no), po.eta))

    return shop.changed(items=tuple(map(hurried, shop.items)), purchase_orders=tuple(map(sooner, shop.purchase_orders)))


def without(shop: Shop, question: PromiseQuestion, constraint: Constraint) -> tuple[Shop, PromiseQuestion]:
    """Shop and question with everything out of the way that the constraint names."""
    for each in (constraint, *constraint.together_with):
        match each.kind:
            case ConstraintKind.MATERIAL:
                shop = at_hand(shop, each.code)
            case ConstraintKind.WORK_CENTRE:
                left = tuple(booking for booking in shop.bookings if booking.work_centre != each.code)
                shop = shop.changed(bookings=left)
            case ConstraintKind.DESIGN:
                question = replace(question, lines=tuple(replace(line, design_minutes=0) for line in question.lines))
            case ConstraintKind.PROTECTED:
                kept = tuple(protection for protection in shop.protected if protection.group != each.code)
                shop = shop.changed(protected=kept)
            case ConstraintKind.CALENDAR:
                shop = without_closure(shop, each)
    return shop, question


def at_hand(shop: Shop, code: str) -> Shop:
    """The item lies there; and where only new goods serve, they come at once."""
    items = (replace(each, purchase_lead_days=0) if each.item_code == code else each for each in shop.items)
    return shop.changed(stock={**shop.stock, code: PLENTY}, items=tuple(items))


def without_closure(shop: Shop, constraint: Constraint) -> Shop:
    """Factory and work centres work through it."""
    assert constraint.closed_from is not None
    assert constraint.closed_until is not None
    closure = Closure(constraint.closed_from, constraint.closed_until, constraint.code, constraint.name)
    centres = (replace(each, calendar=each.calendar.reopening(closure)) for each in shop.work_centres)
    return shop.changed(calendar=shop.calendar.reopening(closure), work_centres=tuple(centres))
