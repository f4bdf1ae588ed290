"""Some of these tests look at what a story has left behind."""

from tests.kit.fixtures import open_room, quiet_url, room  # noqa: F401
