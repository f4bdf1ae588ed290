"""A desk of the WeCom client."""

from collections.abc import Iterator

import pytest

from tests.bot.platforms.wecom.desks import Desk, MakeDesk


@pytest.fixture
def make_desk(sqlite_url: str) -> Iterator[MakeDesk]:
    """Makes desks over one database, closed after the test."""
    made: list[Desk] = []

    def make(*given: object, **more: object) -> Desk:
        made.append(Desk(sqlite_url, *given, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """One with everything: app, smart bot, robot."""
    return make_desk()
