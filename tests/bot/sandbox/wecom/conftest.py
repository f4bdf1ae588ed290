"""A fresh corp, its clock, its bot and the bot's REST calls."""

from collections.abc import Iterator

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.corps import Clock, FakeBot, Rest, a_corp


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def corp(clock: Clock, bot: FakeBot) -> Iterator[WecomTenant]:
    made = a_corp(clock, bot)
    yield made
    made.close()


@pytest.fixture
def rest(corp: WecomTenant) -> Rest:
    return Rest(corp)
