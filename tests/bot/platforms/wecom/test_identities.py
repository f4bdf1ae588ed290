"""Whom the smart bot hears, where it is told encrypted ids."""

from dataclasses import replace

import pytest

from bot.platforms.port import PlatformBusy
from bot.platforms.wecom.identities import Identities
from tests.bot.platforms.wecom.desks import Desk, MakeDesk
from tests.bot.sandbox.wecom.aibot.bots import BOT_SETTINGS
from tests.bot.sandbox.wecom.corps import ZHAO

ENCRYPTED = "woZhao0001"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk(replace(BOT_SETTINGS, bot_hides_userids=True))


@pytest.fixture
def identities(desk: Desk) -> Identities:
    return Identities(desk.database, desk.api)


def asked(desk: Desk) -> int:
    return len(desk.wire.bodies("openuserid_to_userid"))


def test_an_encrypted_id_is_asked_about_once(desk: Desk, identities: Identities) -> None:
    assert [identities.of(ENCRYPTED) for _ in range(3)] == [ZHAO] * 3
    assert asked(desk) == 1


def test_whom_nobody_knows_is_called_as_before(desk: Desk, identities: Identities) -> None:
    assert [identities.of("woNobody") for _ in range(2)] == ["woNobody"] * 2
    assert asked(desk) == 1


def test_nobody_is_nobody(desk: Desk, identities: Identities) -> None:
    assert identities.of("") == ""
    assert asked(desk) == 0


def test_what_the_platform_refused_to_tell_is_asked_again(desk: Desk, identities: Identities) -> None:
    desk.corp.failures.untrusted_ip = "203.0.113.7"
    assert identities.of(ENCRYPTED) == ENCRYPTED

    desk.corp.failures.untrusted_ip = ""

    assert identities.of(ENCRYPTED) == ZHAO


def test_a_platform_that_is_out_of_reach_is_waited_for(desk: Desk, identities: Identities) -> None:
    desk.wire.breaks = [PlatformBusy("no connection")]
    with pytest.raises(PlatformBusy):
        identities.of(ENCRYPTED)

    assert identities.of(ENCRYPTED) == ZHAO
