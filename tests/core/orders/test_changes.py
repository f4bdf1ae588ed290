"""What may still be changed, and that every change can be told from what was shown before."""

from collections.abc import Callable

import pytest

from core.orders import NodeKind, Order
from core.orders.errors import OrderChangedMeanwhile
from tests.core.orders.builders import LATER, NOW, a_confirmed_order, an_answered_order


class TestRevision:
    def test_a_click_on_an_older_card_is_refused(self) -> None:
        order = an_answered_order()
        shown = order.revision
        order.hold_quote(LATER, now=NOW)

        with pytest.raises(OrderChangedMeanwhile) as refused:
            order.require_revision(shown)
        assert refused.value.facts["revision"] == order.revision

    def test_words_carry_no_revision(self) -> None:
        an_answered_order().require_revision(None)

    @pytest.mark.parametrize(
        "change",
        [
            lambda order: order.acknowledge("rnd", "zhao", missing=[], now=NOW),
            lambda order: order.report_problem("purchasing", "chen", "no chips", now=NOW),
            lambda order: order.chase("production", 1, "wang", now=NOW),
            lambda order: order.report_node(NodeKind.DRAWING, 100, "zhao", missing=[], now=NOW),
            lambda order: order.hold("customer asks", now=NOW),
            lambda order: order.cancel("", now=NOW),
        ],
    )
    def test_every_visible_change_moves_it(self, change: Callable[[Order], list[object]]) -> None:
        order = a_confirmed_order()
        before = order.revision

        assert change(order)

        assert order.revision > before
