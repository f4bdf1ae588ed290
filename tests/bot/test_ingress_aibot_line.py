"""The smart bot's long connection leads to the same door, and tells what it could show."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.platforms.port import Delivery
from bot.platforms.wecom.aibot.envelope import Mode, as_delivery
from bot.platforms.wecom.aibot.intake import EventAnswer
from tests.bot.machine import wait_for
from tests.bot.platforms.wecom.aibot.bodies import SENT_AT, a_message, a_tap
from tests.bot.wecom_doors import WecomHouse, drawn, full


@pytest.fixture
def house(wecom_house: WecomHouse) -> WecomHouse:
    return wecom_house


def delivery(body: dict[str, Any]) -> Delivery:
    made = as_delivery(Mode.WEBSOCKET, body, SENT_AT, "REQ-1")
    assert made is not None
    return made


def test_words_over_the_long_connection_are_kept_with_the_way_to_answer_them(house: WecomHouse) -> None:
    assert house.bot_door.deliver(delivery(a_message())).result(10) is None

    question = house.notebook.question("CAIQ-1")
    assert question is not None
    assert (question.mode, question.req_id) == ("websocket", "REQ-1")
    wait_for(lambda: house.machine.ears.heard == ["查单 ORD-1"])


def test_a_tap_over_it_is_answered_with_the_card(house: WecomHouse) -> None:
    body = house.bot_door.deliver(delivery(a_tap("ok"))).result(10)

    assert body == {"response_type": "update_template_card", "template_card": drawn("ORD-1@r1")}


def test_it_counts_as_seen_once_the_platform_has_taken_it(house: WecomHouse) -> None:
    body = house.bot_door.deliver(delivery(a_tap("ok"))).result(10)
    assert house.machine.ears.given == []

    assert isinstance(body, EventAnswer)
    body.on_taken()

    assert len(house.machine.ears.given) == 1


def test_for_whoever_tapped_alone_it_never_does(house: WecomHouse) -> None:
    house.machine.ears.secrets = {"ok"}

    body = house.bot_door.deliver(delivery(a_tap("ok"))).result(10)

    assert body is not None
    assert body["userids"] == ["lin.xiaoyan"]
    assert not isinstance(body, EventAnswer)


def test_a_tap_that_changes_no_card_is_answered_with_nothing(house: WecomHouse) -> None:
    house.machine.ears.draws = lambda _: None

    assert house.bot_door.deliver(delivery(a_tap("ok"))).result(10) is None


def test_what_came_before_is_answered_with_nothing(house: WecomHouse) -> None:
    house.bot_door.deliver(delivery(a_tap("ok"))).result(10)

    assert house.bot_door.deliver(delivery(a_tap("ok"))).result(10) is None
    assert house.machine.ears.heard == ["ok"]


def test_what_cannot_be_kept_is_told_to_the_connection(house: WecomHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    for body in (a_message(), a_tap("ok")):
        with monkeypatch.context() as broken:
            broken.setattr("storage.inbox.insert_arrivals", full)
            assert isinstance(house.bot_door.deliver(delivery(body)).exception(10), OperationalError)

        assert house.bot_door.deliver(delivery(body)).exception(10) is None
    assert house.stored() == ["wecom:CAIQ-1", "wecom:CAIQ-evt-1"]
