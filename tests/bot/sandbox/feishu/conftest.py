"""A fresh tenant, its clock, its bot and the bot's REST calls."""

from collections.abc import Iterator

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import Clock, FakeBot, Rest, a_tenant


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def tenant(clock: Clock, bot: FakeBot) -> Iterator[FeishuTenant]:
    made = a_tenant(clock, bot)
    yield made
    made.close()


@pytest.fixture
def rest(tenant: FeishuTenant) -> Rest:
    return Rest(tenant)
