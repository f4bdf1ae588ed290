"""What planning says no to: a shop or a question that cannot be true.

BadShop                 the factory's data contradict themselves; nothing is computed from them
├── BadQuantity         negative, zero or absurd where that means nothing
├── CyclicBom           an item that contains itself
├── DuplicateCode       two things under one code
├── NoRouting           a made item with neither components nor operations
├── NoWorkCentre        an operation that no work centre can do
├── UnknownItem         a code that is not in the item list
├── UnknownWorkCentre   an operation or booking on a work centre that is not there
└── WorkCentreNeverWorks
BadQuestion             the question cannot be answered by any factory
├── BomTooDeep          more levels than any bill of materials has
├── UnknownProduct
├── NothingAsked        no line, or a line without quantity
├── TooManyAsked    more than anybody makes
├── DayOutOfReach       a day that no calendar of a factory has
├── NoDesigners         design work is asked for and the shop has no engineers
└── OrderTooLarge       more operations than one answer may hold
NotEnoughToGive         nobody can hand over what they do not have
BadProblem              what is to be scheduled contradicts itself
└── NothingFits         it is known which few things exclude each other
"""

from typing import Any

from core.errors import Refusal


class BadShop(Refusal):
    """The factory's data contradict themselves."""


class BadQuantity(BadShop):
    """`value` of `field` means nothing for the `kind` called `code`."""


class CyclicBom(BadShop):
    """`items`, joined by arrows: each contains the next or may, by a substitute; the last is the first."""


class DuplicateCode(BadShop):
    """Two of a `kind` carry the same `code`."""


class NoRouting(BadShop):
    """`item_code` is made here, but of nothing and by nobody."""


class NoWorkCentre(BadShop):
    """Operation `seq` of `item_code` has no work centre."""


class UnknownItem(BadShop):
    """`item_code`, named by the `kind` called `code`, is not in the item list."""


class UnknownWorkCentre(BadShop):
    """`work_centre`, named by the `kind` called `code`, is not there."""


class WorkCentreNeverWorks(BadShop):
    """The calendar of `work_centre` has no working time; `factory` stands for the factory's own."""


class BadQuestion(Refusal):
    """The question cannot be answered by any factory."""


class BomTooDeep(BadQuestion):
    """The bill of materials under `order_no` is still not at its end with `item_code`, after `limit` levels."""


class UnknownProduct(BadQuestion):
    """The factory has no `product` of that code."""


class NothingAsked(BadQuestion):
    """`order_no` asks for nothing that can be counted."""


class TooManyAsked(BadQuestion):
    """`order_no` comes to more than `limit` of `item_code`."""


class DayOutOfReach(BadQuestion):
    """`order_no` is asked for a `day` outside of the years `first` to `last`."""


class NoDesigners(BadQuestion):
    """`order_no` needs design work and no work centre stands for engineers."""


class OrderTooLarge(BadQuestion):
    """`order_no` explodes into more operations than `limit`."""


class BadProblem(Refusal):
    """Nothing can be planned from it: `what` is wrong with `code`; people read it as `flaw`. `orders`: whose it is."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**{"flaw": facts.get("what"), **facts})


class NothingFits(BadProblem):
    """`clash`, the JSON of a `Clash`, says what excludes what; it is about these `orders` on these `work_centres`."""


class NotEnoughToGive(Refusal):
    """`order_no` has only `there` of `item_code` on the shelf that `taker` could get and lacks; `qty` was asked."""
