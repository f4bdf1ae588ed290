"""How much later an order may be, in one line: of the order, its next operation, purchase order and drawing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from cards.asides import SlackView
from cards.order_card import OrderCard
from cards.slack import slack_text
from cards.views import step_key
from cards.wording import Wording
from core.orders import OrderStatus
from core.slacks import Slack, SlackKind
from tests.cards import builders as b

HOUR, DAY = 60, 24 * 60
CHINESE, ENGLISH = (Wording(language, ZoneInfo("Asia/Shanghai")) for language in ("zh-CN", "en"))


def order_with(minutes: int = DAY, *parts: Slack) -> SlackView:
    return SlackView(minutes=minutes, parts=parts)


@pytest.mark.parametrize(("minutes", "said"), [
    (0, "没有余量"),
    (59, "没有余量"),
    (60, "1 小时"),
    (DAY - 1, "23 小时"),
    (DAY, "1 天"),
    (DAY + 11 * HOUR, "1 天"),  # never more than there is
    (DAY + 12 * HOUR, "1.5 天"),
])  # fmt: skip
def test_there_is_never_more_than_is_said(minutes: int, said: str) -> None:
    assert slack_text(b.an_order(slack=order_with(minutes)), CHINESE) == f"整单 {said}"


def test_of_an_order_that_nobody_has_looked_at_nothing_is_said() -> None:
    assert slack_text(b.an_order(), CHINESE) == ""


def test_every_kind_has_its_words() -> None:
    parts = [
        Slack(kind=kind, code="PO-9", item_code="SW-300", seq=10, work_centre="SMT-1", minutes=DAY, latest_at=b.NOW)
        for kind in SlackKind
    ]
    order = b.an_order(slack=order_with(0, *parts), names={step_key("SW-300", 10): "SMT line work"})

    for words in (CHINESE, ENGLISH):
        said = slack_text(order, words).split(words.say("format.semicolon"))
        assert len(said) == 1 + len(SlackKind)
        assert len(set(said)) == len(said)
    assert "next step SMT line work (SMT-1) 1 day, to begin by" in slack_text(order, ENGLISH)


def test_what_has_left_the_house_has_none() -> None:
    slack = order_with(DAY)
    shipped = b.an_order(slack=slack, status=OrderStatus.SHIPPED, actual_ship_date=b.NOW.date() + timedelta(days=1))

    labels = [[fact.label for fact in OrderCard.of(it, CHINESE).facts] for it in (b.an_order(slack=slack), shipped)]

    assert ["余量" in each for each in labels] == [True, False]
