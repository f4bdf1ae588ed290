"""Elements that hold other elements."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.feishu.schema import parts
from bot.sandbox.feishu.schema.inputs import CLICKABLE, WIDTH
from bot.sandbox.feishu.schema.place import children
from bot.sandbox.feishu.schema.spot import Check, Element, Spot
from bot.sandbox.feishu.schema.values import (
    boolean,
    colour,
    each,
    element_id,
    integer,
    matching,
    name,
    one_of,
    pixels,
    shape,
    sides,
)

_SPACING = pixels(0, 99, "small", "medium", "large", "extra_large")
BOX: dict[str, Check] = {
    "direction": one_of("vertical", "horizontal"),
    "padding": sides(0, 99),
    "horizontal_spacing": _SPACING,
    "vertical_spacing": _SPACING,
    "horizontal_align": one_of("left", "center", "right"),
    "vertical_align": one_of("top", "center", "bottom"),
}
"""What every container takes."""

_link = shape(("multi_url",), multi_url=parts.multi_url)
_column = shape(
    ("tag", "elements"),
    tag=one_of("column"),
    element_id=element_id,
    margin=sides(-99, 99),
    width=pixels(16, 600, "auto", "weighted"),
    weight=integer(1, 5),
    elements=children,
    background_style=colour,
    action=_link,
    **BOX,
)
_panel_header = shape(
    ("title",),
    title=parts.panel_title,
    icon=parts.icon,
    icon_position=one_of("left", "right", "follow_text"),
    icon_expanded_angle=one_of(-180, -90, 90, 180),
    background_color=colour,
    width=WIDTH,
)


def _has_submit(value: Any, spot: Spot) -> None:
    if not any(it.get("form_action_type") == "submit" for it in buttons(value["elements"])):
        spot.refuse("a form needs a submit button")


def buttons(elements: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every button in these elements, however deep."""
    for element in elements:
        if element.get("tag") == "button":
            yield element
        yield from buttons([*element.get("elements", []), *element.get("columns", [])])


CONTAINERS: dict[str, Element] = {
    "form": Element(BOX | {"name": name, "elements": children}, ("name", "elements"), rule=_has_submit),
    "column_set": Element(
        {
            "columns": each(_column, fewest=1),
            "flex_mode": one_of("none", "stretch", "flow", "bisect", "trisect"),
            "horizontal_spacing": _SPACING,
            "horizontal_align": BOX["horizontal_align"],
            "background_style": colour,
            "action": _link,
        },
        ("columns",),
    ),
    "collapsible_panel": Element(
        BOX
        | {
            "expanded": boolean,
            "header": _panel_header,
            "border": shape(color=colour, corner_radius=matching(r"\d{1,3}px", "pixels")),
            "background_color": colour,
            "elements": children,
        },
        ("header", "elements"),
    ),
    "interactive_container": Element(
        BOX
        | CLICKABLE
        | {
            "elements": children,
            "width": WIDTH,
            "height": pixels(1, 9999, "auto"),
            "background_style": colour,
            "has_border": boolean,
            "border_color": colour,
            "corner_radius": matching(r"\d{1,3}(px|%)", "pixels or per cent"),
        },
        ("elements", "behaviors"),
    ),
}
