"""Elements that only show something."""

from typing import Any

from bot.sandbox.feishu.schema import parts, tables
from bot.sandbox.feishu.schema.markdown import markdown
from bot.sandbox.feishu.schema.spot import BAD_CHART, Check, Element, Spot
from bot.sandbox.feishu.schema.values import (
    any_object,
    boolean,
    by_language,
    each,
    image,
    integer,
    matching,
    one_of,
    person,
    pixels,
    shape,
    string,
    text_size,
)

_ROUND = matching(r"\d{1,3}(px|%)", "pixels or per cent")

_face: dict[str, Check] = {
    "show_name": boolean,
    "show_avatar": boolean,
    "size": one_of("extra_small", "small", "medium", "large"),
}


def _chart_spec(value: Any, spot: Spot) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        spot.refuse("chart_spec is invalid", sub_code=BAD_CHART)
    if not any(isinstance(value.get(key), dict | list) for key in ("data", "series")):
        spot.refuse("chart_spec has no data", sub_code=BAD_CHART)


def _persons(value: Any, spot: Spot) -> None:
    drops_unknown = value.get("drop_invalid_user_id") is True
    each(shape(("id",), id=string() if drops_unknown else person))(value["persons"], spot.at("persons"))


DISPLAY: dict[str, Element] = {
    "markdown": Element(
        {
            "content": markdown,
            "i18n_content": by_language(markdown),
            "text_align": one_of("left", "center", "right"),
            "text_size": text_size,
            "icon": parts.icon,
        },
        ("content",),
    ),
    "div": Element({"text": parts.any_text, "icon": parts.icon, "width": pixels(1, 9999, "fill", "auto")}),
    "hr": Element({}),
    "img": Element(
        {
            "img_key": image,
            "i18n_img_key": by_language(image),
            "alt": parts.plain_text(),
            "title": parts.any_text,
            "scale_type": one_of("crop_center", "crop_top", "fit_horizontal"),
            "size": string(),
            "corner_radius": _ROUND,
            "preview": boolean,
            "transparent": boolean,
        },
        ("img_key", "alt"),
    ),
    "img_combination": Element(
        {
            "combination_mode": one_of("double", "triple", "bisect", "trisect"),
            "img_list": each(shape(("img_key",), img_key=image), fewest=1),
            "corner_radius": _ROUND,
        },
        ("combination_mode", "img_list"),
    ),
    "person": Element(_face | {"user_id": person, "style": one_of("normal", "capsule")}, ("user_id",)),
    "person_list": Element(
        _face | {"persons": each(any_object), "drop_invalid_user_id": boolean, "lines": integer(1, 1000)},
        ("persons",),
        rule=_persons,
    ),
    "table": Element(tables.PROPERTIES, ("columns", "rows"), rule=tables.rows_match_columns),
    "chart": Element(
        {
            "chart_spec": _chart_spec,
            "aspect_ratio": one_of("1:1", "2:1", "4:3", "16:9"),
            "height": pixels(1, 9999, "auto"),
            "color_theme": one_of("brand", "rainbow", "complementary", "converse", "primary"),
            "preview": boolean,
        },
        ("chart_spec",),
    ),
}
