"""The small language in which the rules are written: a rule judges one value at one spot of a message."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.sandbox.wecom.faults import FieldFault

Channel = Literal["app", "aibot", "webhook"]
EMPTY = 44004
TOO_LONG = 45002


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a message we are. `cut` collects the parts whose text is longer than what is displayed."""

    channel: Channel
    is_update: bool = False
    path: str = ""
    has_media: Callable[[str, str], bool] = lambda media_id, kind: True
    """Whether a media id of this kind exists for this channel."""
    cut: list[str] = field(default_factory=list)

    def at(self, key: str | int) -> "Spot":
        """One step further in."""
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if self.path else key
        return replace(self, path=f"{self.path}{step}")

    def no(self, why: str, code: int = 40058) -> FieldFault:
        """The fault of this spot."""
        return FieldFault(self.path or "body", why, code)


Rule = Callable[[Spot, Any], None]
"""Raises FieldFault."""


@dataclass(frozen=True, slots=True)
class Length:
    """Recommended characters of a text: in the app's column, and in that of smart bot and webhook."""

    app: int | None
    other: int | None

    def of(self, channel: Channel) -> int | None:
        """For this channel; None for no recommendation."""
        return self.app if channel == "app" else self.other


def text(
    shown: Length | int | None = None, *, most_bytes: int | None = None, most: int | None = None, is_cut: bool = False
) -> Rule:
    """A string that is not empty.

    Over the `shown` characters, and with `is_cut` over the bytes, too, it is cut without a word; over `most`
    characters or `most_bytes` of UTF-8 it is refused.
    """
    length = shown if isinstance(shown, Length) else Length(shown, shown)

    def judge(spot: Spot, value: Any) -> None:
        if not isinstance(value, str):
            raise spot.no("must be a string")
        if not value:
            raise spot.no("must not be empty; leave it out", EMPTY)
        wide = len(value.encode())
        if (most is not None and len(value) > most) or (not is_cut and most_bytes is not None and wide > most_bytes):
            raise spot.no("is too long", TOO_LONG)
        displayed = length.of(spot.channel)
        if (displayed is not None and len(value) > displayed) or (most_bytes is not None and wide > most_bytes):
            spot.cut.append(spot.path)

    return judge


def whole(*allowed: int) -> Rule:
    """One of these whole numbers; a boolean or a string of digits is none."""

    def judge(spot: Spot, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise spot.no(f"must be one of {', '.join(map(str, allowed))}")

    return judge


def flag(spot: Spot, value: Any) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise spot.no("must be a boolean")


def update_flag(spot: Spot, value: Any) -> None:
    """True or false, in an update only."""
    if not spot.is_update:
        raise spot.no("is for updates only")
    flag(spot, value)


def media(kind: str) -> Rule:
    """The id of a file that was uploaded for this channel and is not older than three days."""
    is_text = text()

    def judge(spot: Spot, value: Any) -> None:
        is_text(spot, value)
        if not spot.has_media(value, kind):
            raise spot.no("invalid media_id", 40007)

    return judge


def parts(fields: Mapping[str, Rule], needs: Iterable[str] = (), then: Rule | None = None) -> Rule:
    """An object with nothing but these fields; `then` judges how they go together."""
    needed = tuple(needs)

    def judge(spot: Spot, value: Any) -> None:
        if not isinstance(value, dict):
            raise spot.no("must be an object")
        for key in value.keys() - fields.keys():
            raise spot.at(key).no("is not a field here")
        for key in needed:
            if key not in value:
                raise spot.at(key).no("is missing")
        for key, item in value.items():
            fields[key](spot.at(key), item)
        if then is not None:
            then(spot, value)

    return judge


def rows(rule: Rule, most: int, *, unique: str = "") -> Rule:
    """A list of one to `most` entries, no two of them with the same `unique`."""

    def judge(spot: Spot, value: Any) -> None:
        if not isinstance(value, list):
            raise spot.no("must be a list")
        if not 1 <= len(value) <= most:
            raise spot.no(f"must have 1 to {most} entries")
        for index, item in enumerate(value):
            rule(spot.at(index), item)
        keys = [item[unique] for item in value if unique in item] if unique else []
        if len(set(keys)) < len(keys):
            raise spot.no(f"has the same {unique} twice")

    return judge


def per_type(needs: Mapping[int, str], default: int = 0) -> Rule:
    """What an object needs depends on its `type`: `{1: "url"}`."""

    def judge(spot: Spot, value: Any) -> None:
        key = needs.get(value.get("type", default), "")
        if key and key not in value:
            raise spot.at(key).no(f"is missing for type {value.get('type', default)}")

    return judge
