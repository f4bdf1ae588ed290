"""One REST call on its way through the platform, and the shapes of answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.world import World

BAD_PARAM = 40058
_LIST_OF = {str: "strings", int: "whole numbers"}


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is a file, or the piece of it from `start`."""

    name: str
    content: bytes
    start: int = 0
    size: int | None = None
    """Of the whole file, for a piece."""


Result = dict[str, Any] | Download


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose path and token were accepted."""

    world: World
    news: News
    query: Mapping[str, str]
    raw: bytes
    content_type: str
    headers: Mapping[str, str]

    def body(self) -> dict[str, Any]:
        """The JSON object sent. Raises ApiError 47001."""
        try:
            return jsons.parse_object(self.raw)
        except ValueError as error:
            raise ApiError(47001, "data format error") from error

    def needed(self, key: str) -> str:
        """A parameter of the query that must be there."""
        value = self.query.get(key, "")
        if not value:
            raise bad(f"missing {key}")
        return value

    def number(self, key: str, default: int) -> int:
        """A whole number of the query."""
        text = self.query.get(key, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise bad(key)
        return int(text) if text else default


Handler = Callable[[Call], Result]


def ok(**fields: Any) -> dict[str, Any]:
    """The usual answer, its payload beside the code."""
    return {"errcode": 0, "errmsg": "ok", **fields}


def bad(what: str) -> ApiError:
    """A parameter is wrong."""
    return ApiError(BAD_PARAM, f"invalid Request Parameter, {what}")


def text_of(body: Mapping[str, Any], key: str, *, longest: int | None = None, is_needed: bool = True) -> str:
    """A string of the body."""
    value = body.get(key, None if is_needed else "")
    if not isinstance(value, str) or (is_needed and not value):
        raise bad(f"{key} must be a string")
    if longest is not None and len(value) > longest:
        raise bad(f"{key} is longer than {longest}")
    return value


def list_of(body: Mapping[str, Any], key: str, kind: type, most: int) -> list[Any]:
    """A list of the body, empty when it is not there."""
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(it, kind) and not isinstance(it, bool) for it in value):
        raise bad(f"{key} must be a list of {_LIST_OF[kind]}")
    if len(value) > most:
        raise bad(f"{key} has more than {most} entries")
    return value


def switch_of(body: Mapping[str, Any], key: str, *, most: int = 1) -> int:
    """A number from 0 to `most` of the body, 0 when it is not there."""
    value = body.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise bad(f"{key} must be 0 to {most}")
    return value


def check_agent(world: World, body: Mapping[str, Any]) -> None:
    """The app must be the one that the token was given to."""
    agent = body.get("agentid")
    if not isinstance(agent, int) or isinstance(agent, bool):
        raise ApiError(40056, "invalid agentid")
    if agent != world.settings.agent_id:
        raise ApiError(301002, "agentid not belong to token")
