"""Where a delivery comes from, and what is made of kinds that carry no words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.inbound import place_of
from bot.platforms.port import (
    BotAdded,
    ChatKind,
    ChatOpened,
    Inbound,
    MenuTapped,
    MessageRecalled,
    Said,
    Tapped,
    Unknown,
)

ABOUT: dict[str, Any] = {"delivery": "feishu:1", "platform": "feishu", "at": datetime(2026, 11, 23, tzinfo=UTC)}
IN_GROUP = ABOUT | {"sender": "ou_lin", "chat": "oc_sales", "message": "om_1"}
IN_PRIVATE = ABOUT | {"sender": "ou_lin", "chat": "oc_p2p_lin", "message": "om_2"}


@pytest.mark.parametrize(
    ("inbound", "chat"),
    [
        (Said(**IN_GROUP, text="", chat_kind=ChatKind.GROUP), "feishu:oc_sales"),
        # A person and the bot have one lane, whoever begins: notices know the person only by their account.
        (Said(**IN_PRIVATE, text="", chat_kind=ChatKind.PRIVATE), "feishu:@ou_lin"),
        (ChatOpened(**IN_PRIVATE), "feishu:@ou_lin"),
        (MenuTapped(**ABOUT, sender="ou_lin", key="help"), "feishu:@ou_lin"),
        (BotAdded(**IN_GROUP), "feishu:oc_sales"),
        (Tapped(**IN_GROUP, value={}), "feishu:oc_sales"),
        (MessageRecalled(**ABOUT, chat="oc_sales", message="om_1"), "feishu:oc_sales"),
    ],
    ids=lambda it: type(it).__name__ if isinstance(it, Inbound) else "",
)
def test_the_lane_of_a_delivery(inbound: Inbound, chat: str) -> None:
    assert place_of(inbound).chat == chat


def test_an_answer_goes_to_the_message_it_answers() -> None:
    place = place_of(Said(**IN_GROUP, text="", chat_kind=ChatKind.GROUP))

    assert (place.message, place.is_group, place.is_tap) == ("om_1", True, False)
    assert place.private == "feishu:@ou_lin"


def test_a_tap_is_one() -> None:
    assert place_of(Tapped(**IN_GROUP, value={})).is_tap


def test_what_nobody_knows_has_no_place_to_speak_in() -> None:
    assert not place_of(Unknown(**ABOUT, kind="drive.file.edit_v1")).is_group
