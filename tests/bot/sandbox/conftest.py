"""The sandbox around a whole factory."""

from tests.kit.fixtures import open_room, quiet_url  # noqa: F401
