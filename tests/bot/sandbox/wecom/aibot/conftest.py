"""A fresh corp with a smart bot that is connected."""

from collections.abc import Iterator

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import Bot, a_bot_corp
from tests.bot.sandbox.wecom.corps import Clock


@pytest.fixture
def smart() -> Bot:
    return Bot()


@pytest.fixture
def corp(clock: Clock, smart: Bot) -> Iterator[WecomTenant]:
    made = a_bot_corp(clock, smart)
    yield made
    made.close()
