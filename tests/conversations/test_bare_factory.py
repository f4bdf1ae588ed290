"""A factory that nobody has told about its departments yet."""

from bot.seeding import store
from handlers.commands import CheckFeasibility, SendDigest
from handlers.sender import TONGPIN
from tests.kit.fixtures import OpenRoom


def test_the_jobs_of_the_day_find_nothing_to_do(database_url: str, open_room: OpenRoom) -> None:
    room = open_room(database_url)

    for command in (SendDigest(), CheckFeasibility()):
        room.program.bus.execute(command, sender=TONGPIN, now=room.now)

    assert store(room.program, []).problems == []
