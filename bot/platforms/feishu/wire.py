"""One REST call to Feishu, as plain data.

`LarkWire` carries it over HTTP with lark-oapi; a test carries it straight into the sandbox
tenant without a socket. Everything above this line is the same for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WireRequest:
    """`path` begins with `/open-apis/`; `token` is the tenant access token, None for the token call itself."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    token: str | None = None


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire(Protocol):
    """Carries one request. Raises `PlatformBusy` when nothing came back in time."""

    def call(self, request: WireRequest) -> WireAnswer:
        """Send and wait for the answer."""
        ...
