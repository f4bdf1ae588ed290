"""Where the long connection goes: asked from the platform anew for every connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import orjson

from bot.platforms.feishu import errors
from bot.platforms.feishu.wire import Wire, WireRequest
from bot.platforms.fields import node, text
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused

PATH = "/callback/ws/endpoint"
_REPEATABLE = frozenset({1, 1000040343})
"""System busy, internal error; any other refusal is about us."""
_FORBIDDEN = "403"
_AUTH_FAILED = "514"
_TOO_MANY_CONNECTIONS = "1000040350"


@dataclass(frozen=True, slots=True)
class Pace:
    """How the platform wants to be pinged and come back to, in seconds; `spread` is the longest first pause."""

    ping: float = 120.0
    interval: float = 120.0
    spread: float = 30.0

    def changed(self, config: object) -> "Pace":
        """With what a `ClientConfig` says; absent or senseless values stay as they are."""
        return Pace(
            _seconds(config, "PingInterval", self.ping, least=1.0),
            _seconds(config, "ReconnectInterval", self.interval, least=0.0),
            _seconds(config, "ReconnectNonce", self.spread, least=0.0),
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A one-time address. It carries credentials: never log it."""

    url: str
    service: int
    pace: Pace

    def __repr__(self) -> str:
        """Without the address."""
        return f"Endpoint(service={self.service})"


def find_endpoint(wire: Wire, app_id: str, app_secret: str, pace: Pace) -> Endpoint:
    """Ask for the next address. `PlatformRefused` when the app may not have one, `PlatformBusy` when not now."""
    credentials = orjson.dumps({"AppID": app_id, "AppSecret": app_secret})
    answer = wire.call(WireRequest("POST", PATH, body=credentials))
    body = errors.read(answer)
    if not errors.is_success(answer, body):
        reason = f"{body['code']} {text(body, 'msg')}"
        if body["code"] in _REPEATABLE or answer.status >= 500:
            raise PlatformBusy(reason)
        raise PlatformRefused(Fault.NOT_PERMITTED, reason)
    url = text(body, "data", "URL")
    service = parse_qs(urlsplit(url).query).get("service_id", ["0"])[0]
    if urlsplit(url).scheme not in ("ws", "wss") or not service.isdecimal():
        raise PlatformBusy("endpoint answer without a usable address")
    return Endpoint(url, int(service), pace.changed(node(body, "data", "ClientConfig")))


def _seconds(config: object, name: str, present: float, least: float) -> float:
    value = node(config, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < least:
        return present
    return float(value)


def refused_at_the_door(headers: Mapping[str, str]) -> tuple[str, bool]:
    """Why the handshake was refused, and whether trying again soon is pointless."""
    status, code = headers.get("handshake-status", "-"), headers.get("handshake-autherrcode", "-")
    is_final = status == _FORBIDDEN or (status == _AUTH_FAILED and code == _TOO_MANY_CONNECTIONS)
    return f"handshake refused: {status} {headers.get('handshake-msg', '')} ({code})", is_final
