"""What is sent from a form is understood as a tap on a WeCom card by the person whom the link was given to."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from sqlmodel import select

from bot.pages.posted import read_submission
from bot.platforms.port import Tapped
from storage import tickets
from storage.tables import InboxEvent
from tests.bot.pages.desk import Desk
from tests.bot.pages.test_forms import FIELDS, an_order_form
from tests.kit.pages import Page
from tests.kit.stories import actions, orders_in

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def token(desk: Desk) -> str:
    """A link to a form in the person's chat with the WeCom app."""
    card = an_order_form(desk)
    lane = "wecom:@lin.xiaoyan"
    desk.room.tampers(f"UPDATE living_card SET chat = '{lane}' WHERE message = '{card.message_id}'")
    ticket = desk.room.program.database.write(
        lambda session: tickets.issue(
            session, person="lin.xiaoyan", account="lin.xiaoyan", lane=lane, message=card.message_id,
            form=next(iter(card.forms)), now=desk.room.now,
        )
    )  # fmt: skip
    return desk.links.token(ticket.id)


def sent(desk: Desk, token: str) -> Page:
    """The room has no WeCom that could be waited for, only the page."""
    desk.posts(token, desk.get(token).values | FIELDS)
    return desk.opens(token)


def kept(desk: Desk) -> InboxEvent:
    with desk.room.read() as session:
        return session.exec(select(InboxEvent).where(InboxEvent.source == "form")).one()


def test_a_submission_is_kept_as_what_a_platform_with_fields_would_bring(desk: Desk, token: str) -> None:
    sent(desk, token)

    event = kept(desk)
    payload: dict[str, Any] = orjson.loads(event.payload)
    assert event.delivery == f"form:{token.rpartition('.')[0]}"
    assert read_submission(payload, NOW) == Tapped(
        delivery=event.delivery,
        platform="wecom",
        at=NOW,
        sender="lin.xiaoyan",
        chat="@lin.xiaoyan",
        message=payload["message"],
        value={"act": "submit", "ref": "DRF-2611-0001", "rev": 1},
        form=FIELDS,
    )


def test_it_is_the_person_s_own_act_in_their_chat(desk: Desk, token: str) -> None:
    page = sent(desk, token)

    assert "已建单" in page.title
    [order] = orders_in(desk.room)
    assert order.owner == "lin.xiaoyan"
    assert ("lin.xiaoyan", "OrderPlaced") in actions(desk.room, order.order_no)
