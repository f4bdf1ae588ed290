"""Stories are told in rooms."""

from tests.kit.fixtures import (  # noqa: F401
    busy_room,
    busy_url,
    open_room,
    quiet_url,
    room,
)
from tests.kit.planning import busy  # noqa: F401
