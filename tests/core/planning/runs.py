"""Which bookings belong together: runs through the routing, and lots of one run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from core.planning.factory.master import Operation
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop


def good_of(shop: Shop, booking: Booking) -> int:
    """Which run it belongs to: how many good ones it was started for, found by trying."""
    operations = sorted(shop.routings[booking.item_code], key=lambda each: each.seq)
    steps = {item.item_code: item.qty_step for item in shop.items}
    count = int(booking.qty / steps[booking.item_code])
    rest = [each for each in operations if each.seq >= booking.seq]
    return max(good for good in range(count + 1) if started_for(good, rest) == count)


def started_for(good: int, operations: Sequence[Operation]) -> int:
    """How many the first of these operations starts: no fewer than give that many good ones in the end."""
    for operation in reversed(operations):
        good = -(-good * 100 // Fraction(operation.yield_percent))
    return good


def earlier_lots(bookings: Iterable[Booking], booking: Booking) -> list[Booking]:
    """The same operation of the lots before it: what they issue together is rounded up once."""
    return [
        each
        for each in bookings
        if (each.item_code, each.seq, each.line_no, each.part)
        == (booking.item_code, booking.seq, booking.line_no, booking.part)
        and 0 < each.lot < booking.lot
    ]


def check_order_of_operations(shop: Shop, bookings: Sequence[Booking]) -> None:
    """Each run goes through its whole routing in order; design comes before everything else of its line."""
    runs: dict[tuple[object, ...], dict[int, list[Booking]]] = defaultdict(lambda: defaultdict(list))
    for booking in bookings:
        if booking.operation == "DESIGN":
            rest = [each for each in bookings if each.line_no == booking.line_no and each.operation != "DESIGN"]
            assert all(each.start_at >= booking.end_at for each in rest)
        else:
            good = good_of(shop, booking)
            runs[booking.item_code, good, booking.line_no, booking.part, booking.lot][booking.seq].append(booking)
    for (item_code, *_), by_seq in runs.items():
        assert sorted(by_seq) == sorted(each.seq for each in shop.routings[str(item_code)])
        assert len({len(each) for each in by_seq.values()}) == 1
        check_sequence([by_seq[seq] for seq in sorted(by_seq)])


def check_sequence(steps: Sequence[Sequence[Booking]]) -> None:
    """Equal runs side by side: the n-th to finish a step cannot start the next one before."""
    for before, after in pairwise(steps):
        ends = sorted(each.end_at for each in before)
        starts = sorted(each.start_at for each in after)
        assert all(end <= start for end, start in zip(ends, starts, strict=True))
