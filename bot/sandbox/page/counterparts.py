"""Who and which groups are the same on both platforms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Feishu's id of a person or group to WeCom's; whoever is on one platform only is not in it."""

    people: Mapping[str, str] = field(default_factory=dict)
    chats: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {"people": dict(self.people), "chats": dict(self.chats)}
