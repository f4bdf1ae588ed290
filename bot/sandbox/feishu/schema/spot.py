"""Where in a card a check is looking, and what the card has claimed so far."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from bot.sandbox.feishu.faults import CardFault

UNREADABLE = 200621
"""Sub-code of everything the platform cannot make a card of."""
UNKNOWN_PERSON = 100290
UNKNOWN_TEMPLATE = 200380
OVER_LIMIT = 11310
BAD_CHART = 200550
BAD_IMAGE = 200570
BAD_NAME = 200530
BAD_TAG = 200861
BAD_ROWS = 200914
BAD_ROW_KEY = 200915
MUST_STAY_2_0 = 200830


@dataclass(frozen=True, slots=True)
class Known:
    """What the tenant knows that a card may refer to."""

    has_person: Callable[[str], bool]
    has_email: Callable[[str], bool]
    has_image: Callable[[str], bool]
    allows_at_all: bool = True


@dataclass(slots=True)
class Claims:
    """Names taken so far in one card."""

    element_ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    text_sizes: set[str] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Element:
    """What one tag takes; `rule` sees the whole object after each property was fine by itself."""

    properties: Mapping[str, "Check"]
    required: tuple[str, ...] = ()
    rule: "Check | None" = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in one card; `inside` lists the container tags around it, outermost first."""

    known: Known
    catalogue: Mapping[str, Element]
    claims: Claims = field(default_factory=Claims)
    path: str = "ROOT"
    inside: tuple[str, ...] = ()

    def at(self, key: str | int) -> "Spot":
        """The place one step further in."""
        step = f"[{key}]" if isinstance(key, int) else key
        return Spot(self.known, self.catalogue, self.claims, f"{self.path} -> {step}", self.inside)

    def within(self, tag: str) -> "Spot":
        """The same place, now inside a container."""
        return replace(self, inside=(*self.inside, tag))

    def refuse(self, why: str, value: object = None, sub_code: int = UNREADABLE) -> NoReturn:
        """This breaks the card."""
        raise CardFault(sub_code, why, self.path, value)

    def claim_name(self, name: str) -> None:
        """A component name is used once per card."""
        if name in self.claims.names:
            self.refuse("name is used twice in this card", name, BAD_NAME)
        self.claims.names.add(name)

    def claim_element_id(self, element_id: str) -> None:
        """An element_id is used once per card."""
        if element_id in self.claims.element_ids:
            self.refuse("element_id is used twice in this card", element_id)
        self.claims.element_ids.add(element_id)


Check = Callable[[Any, Spot], None]
"""Returns when the value is fine there, raises CardFault when not."""


def all_of(*checks: Check) -> Check:
    """Every check in turn."""

    def check(value: Any, spot: Spot) -> None:
        for one in checks:
            one(value, spot)

    return check


def require(keys: Iterable[str], value: dict[str, Any], spot: Spot) -> None:
    """Refuse an object that lacks one of the keys."""
    for key in keys:
        if key not in value:
            spot.refuse(f"property {key} is required")
