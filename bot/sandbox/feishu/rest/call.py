"""One REST call on its way through the platform, and the shapes of answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.common import jsons
from bot.sandbox.feishu.approvals import Approvals
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.model import Person
from bot.sandbox.feishu.world import World

T = TypeVar("T")
ID_TYPES = ("open_id", "union_id", "user_id")
BAD_FIELD = 99992402
BAD_PARAM = 230001


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is a file."""

    name: str
    content: bytes


Result = dict[str, Any] | Download


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose route and token were accepted; `params` come from the path."""

    world: World
    params: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    content_type: str
    approvals: Approvals

    def body(self) -> dict[str, Any]:
        """The JSON object sent. Raises ApiError 9499."""
        try:
            return jsons.parse_object(self.raw)
        except ValueError as error:
            raise ApiError(9499, f"Bad Request: {error}") from error

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """A query parameter with few possible values; without a default it is required."""
        value = self.query.get(key, default)
        if value is None or value not in allowed:
            raise invalid(key, f"must be one of {', '.join(allowed)}")
        return value

    def id_type(self, key: str = "user_id_type") -> str:
        """Which kind of person id is meant."""
        return self.choice(key, ID_TYPES, "open_id")

    def page(self, items: Sequence[T], *, largest: int, default: int = 20) -> tuple[list[T], dict[str, Any]]:
        """One page of the items, with `has_more` and `page_token` of the next."""
        size = self._number("page_size", default)
        start = self._number("page_token", 0)
        if not 1 <= size <= largest:
            raise invalid("page_size", f"must be 1 to {largest}")
        end = start + size
        has_more = end < len(items)
        return list(items[start:end]), {"has_more": has_more, "page_token": str(end) if has_more else ""}

    def _number(self, key: str, default: int) -> int:
        text = self.query.get(key, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise invalid(key, "must be a whole number")
        return int(text) if text else default


Handler = Callable[[Call], Result]


def ok(data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The usual envelope."""
    return {"code": 0, "msg": "success", "data": dict(data or {})}


def invalid(field: str, why: str) -> ApiError:
    """A field that the gateway refuses by itself."""
    violations = {"field_violations": [{"field": field, "description": why}]}
    return ApiError(BAD_FIELD, f"field validation failed: {field} {why}", error=violations)


def text_field(body: Mapping[str, Any], key: str, *, longest: int | None = None, is_needed: bool = True) -> str:
    """A string of the body. Raises ApiError 99992402."""
    value = body.get(key, None if is_needed else "")
    if not isinstance(value, str) or (is_needed and not value):
        raise invalid(key, "is required and must be a string")
    if longest is not None and len(value) > longest:
        raise invalid(key, f"must be at most {longest} characters")
    return value


def id_list(body: Mapping[str, Any], key: str, *, most: int, fewest: int = 0) -> list[str]:
    """A list of ids of the body. Raises ApiError 99992402."""
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise invalid(key, "must be a list of strings")
    if not fewest <= len(value) <= most:
        raise invalid(key, f"must have {fewest} to {most} entries")
    return value


def id_of(person: Person, id_type: str) -> str:
    """The person's id of that kind."""
    return str(getattr(person, id_type))


def person_by(world: World, id_type: str, value: str) -> Person | None:
    """Somebody by exactly that kind of id."""
    if id_type == "open_id":
        return world.people.get(value)
    return next((it for it in world.people if value and getattr(it, id_type) == value), None)
