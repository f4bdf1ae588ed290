"""Intentions. Chat words, buttons, forms, rows, calls and the clock all become one of these."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

COMMANDS: dict[str, type["Command"]] = {}
"""Every command by its class name, so that one can be kept and carried out later."""


class Command(BaseModel):
    """Something somebody wants done. Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    is_lookup: ClassVar[bool] = False
    """Only reads: it may be asked again without harm and leaves no audit line."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__name__ in COMMANDS:
            raise TypeError(f"there are two commands called {cls.__name__}")
        COMMANDS[cls.__name__] = cls

    def to_payload(self) -> dict[str, Any]:
        """As plain data, to be kept."""
        return {"command": type(self).__name__, "fields": self.model_dump(mode="json")}


def to_bytes(command: Command, chat: str = "", message: str = "") -> bytes:
    """As kept in the inbox, with the place whose words led to it."""
    return json.dumps(command.to_payload() | {"chat": chat, "message": message}, ensure_ascii=False).encode()


def from_payload(payload: Mapping[str, Any]) -> Command:
    """The command kept as plain data."""
    return COMMANDS[payload["command"]].model_validate(payload["fields"])
