"""Which element may stand where, and the walk from a list of elements into each of them."""

from typing import Any

from bot.sandbox.feishu.schema.spot import BAD_NAME, BAD_TAG, Element, Spot
from bot.sandbox.feishu.schema.values import each, element_id, one_of, shape, sides

CONTAINERS = frozenset({"form", "column_set", "collapsible_panel", "interactive_container"})
INPUTS = frozenset(
    {
        "input",
        "select_static",
        "multi_select_static",
        "select_person",
        "multi_select_person",
        "date_picker",
        "picker_time",
        "picker_datetime",
        "checker",
    }
)
_NAMED_IN_FORMS = INPUTS | {"button", "overflow"}
_ROOT_ONLY = frozenset({"form", "table"})
_FORM_ONLY = frozenset({"multi_select_static", "multi_select_person"})
_DEEPEST = 5


def element(value: Any, spot: Spot) -> None:
    """One element with everything in it."""
    tag = value.get("tag") if isinstance(value, dict) else None
    if not isinstance(tag, str):
        spot.refuse("an element needs a tag", tag)
    known = spot.catalogue.get(tag)
    if known is None:
        spot.refuse(f"not support tag: {tag} in schema 2.0", tag, BAD_TAG)
    _check_place(tag, value, spot)
    _check_properties(tag, known, value, spot.within(tag) if tag in CONTAINERS else spot)


def _check_properties(tag: str, known: Element, value: dict[str, Any], spot: Spot) -> None:
    properties = {**known.properties, "tag": one_of(tag), "element_id": element_id, "margin": sides(-99, 99)}
    shape(known.required, **properties)(value, spot)
    if known.rule is not None:
        known.rule(value, spot)


def _check_place(tag: str, value: dict[str, Any], spot: Spot) -> None:
    in_form = "form" in spot.inside
    if tag in _ROOT_ONLY and spot.inside:
        spot.refuse(f"{tag} may only stand at the root of the card", tag)
    if tag == "chart" and in_form:
        spot.refuse("chart may not stand in a form", tag)
    if tag in _FORM_ONLY and not in_form:
        spot.refuse(f"{tag} may only stand in a form", tag)
    if tag in CONTAINERS and len(spot.inside) >= _DEEPEST:
        spot.refuse(f"containers are nested deeper than {_DEEPEST} levels", tag)
    if in_form and tag in _NAMED_IN_FORMS and not value.get("name"):
        spot.refuse("name is required in a form", tag, BAD_NAME)
    if "form_action_type" in value and not in_form:
        spot.refuse("form_action_type outside of a form", tag)


children = each(element)
"""A list of elements."""
