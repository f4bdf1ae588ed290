from random import Random
from time import sleep

import pytest

from tests.crash.conftest import Factory, OpenFactory

KILLS = 30
IN_START = 0.25
"""The share of lives that end before they are ready."""
START_SECONDS, LIFE_SECONDS = 0.4, 0.7


def live_dangerously(factory: Factory, random: Random) -> None:
    """One life with an order or two, ended at some moment: while it starts, or while it works."""
    [replica] = factory.replicas
    if random.random() >= IN_START:
        replica.wait_until_ready()
    for _ in range(random.choice((1, 1, 2))):
        sleep(random.uniform(0, START_SECONDS))
        factory.crowd.order()
    sleep(random.uniform(0, LIFE_SECONDS))
    replica.kill()


@pytest.mark.parametrize("seed", [20261123])
def test_thirty_kills_during_a_stream_of_orders_lose_nothing_and_do_nothing_twice(
    database_url: str, open_factory: OpenFactory, seed: int
) -> None:
    factory, random = open_factory(database_url, 1), Random(seed)
    [replica] = factory.replicas
    interrupted = 0

    with factory.ordering():
        for _ in range(KILLS):
            live_dangerously(factory, random)
            interrupted += any(factory.left_to_do())
            replica.start()
        replica.wait_until_ready()
    replica.stop()

    assert factory.wrong() == []
    assert factory.ladder.given_up == []
    assert interrupted > KILLS / 3
