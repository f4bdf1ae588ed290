"""The table element: columns, and rows that fit them."""

from typing import Any

from bot.sandbox.feishu.schema.markdown import markdown
from bot.sandbox.feishu.schema.spot import BAD_ROW_KEY, BAD_ROWS, Check, Spot
from bot.sandbox.feishu.schema.values import (
    any_object,
    boolean,
    colour,
    each,
    integer,
    matching,
    one_of,
    person,
    pixels,
    shape,
    string,
    text_size,
)

_MOST_COLUMNS = 50
_WIDE_PERCENT = r"auto|([89]\d|[1-5]\d\d|600)px|([1-9]\d?|100)%"

_column = shape(
    ("name", "data_type"),
    name=string(is_needed=True),
    display_name=string(),
    data_type=one_of("text", "lark_md", "markdown", "options", "number", "persons", "date"),
    width=matching(_WIDE_PERCENT, "auto, 80px to 600px, or a percentage"),
    horizontal_align=one_of("left", "center", "right"),
    vertical_align=one_of("top", "center", "bottom"),
    format=shape(symbol=string(longest=1), precision=integer(0, 10), separator=boolean),
    date_format=string(is_needed=True),
)


def _columns(value: Any, spot: Spot) -> None:
    each(_column, fewest=1, most=_MOST_COLUMNS)(value, spot)
    names = [column["name"] for column in value]
    if len(set(names)) != len(names):
        spot.refuse("column names must differ")


PROPERTIES: dict[str, Check] = {
    "columns": _columns,
    "rows": each(any_object),
    "page_size": integer(1, 10),
    "row_height": pixels(32, 124, "low", "middle", "high", "auto"),
    "row_max_height": pixels(32, 999),
    "freeze_first_column": boolean,
    "header_style": shape(
        text_align=one_of("left", "center", "right"),
        text_size=text_size,
        background_style=one_of("none", "grey"),
        text_color=colour,
        bold=boolean,
        lines=integer(1, 1000),
    ),
}

_tag = shape(("text",), text=string(), color=colour)


def _options(value: Any, spot: Spot) -> None:
    if not isinstance(value, str):
        each(_tag)(value, spot)


def _persons(value: Any, spot: Spot) -> None:
    if isinstance(value, list):
        each(person)(value, spot)
    else:
        person(value, spot)


def _number(value: Any, spot: Spot) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        spot.refuse("must be a number", value, BAD_ROWS)


_CELLS: dict[str, Check] = {
    "text": string(),
    "lark_md": markdown,
    "markdown": markdown,
    "options": _options,
    "number": _number,
    "persons": _persons,
    "date": _number,
}


def rows_match_columns(value: Any, spot: Spot) -> None:
    """Every cell belongs to a declared column and is of its kind."""
    kinds = {column["name"]: column["data_type"] for column in value["columns"]}
    for index, row in enumerate(value["rows"]):
        for key, cell in row.items():
            here = spot.at("rows").at(index).at(key)
            if key not in kinds:
                here.refuse("row key is not declared in columns", key, BAD_ROW_KEY)
            if kinds[key] == "text" and not isinstance(cell, str):
                here.refuse("table rows are invalid", cell, BAD_ROWS)
            _CELLS[kinds[key]](cell, here)
