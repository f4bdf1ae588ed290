"""What a form sends: the client's own checks, and `form_value` as the platform builds it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu.widgets import Widget

_OFFSET = "+0800"
_MOST_INPUT = 1000
_INITIAL = {
    "input": "default_value",
    "select_static": "initial_option",
    "select_person": "initial_option",
    "multi_select_static": "selected_values",
    "multi_select_person": "selected_values",
    "date_picker": "initial_date",
    "picker_time": "initial_time",
    "picker_datetime": "initial_datetime",
    "checker": "checked",
}
_MULTIPLE = ("multi_select_static", "multi_select_person")


def form_value(fields: Sequence[Widget], values: Mapping[str, Any], members: Sequence[str]) -> dict[str, Any]:
    """The fields as filled in. Raises SandboxRefused where the client would not send."""
    inputs = [it for it in fields if it.tag in _INITIAL]
    unknown = values.keys() - {it.name for it in inputs}
    if unknown:
        raise SandboxRefused("no_such_element", locator=sorted(unknown)[0])
    filled = {it.name: _filled(it, values, members) for it in inputs}
    return {name: value for name, value in filled.items() if value is not None}


def field_value(widget: Widget, value: Any, members: Sequence[str]) -> Any:
    """One value as the client sends it. Raises SandboxRefused when the element cannot hold it."""
    name = widget.name
    if widget.tag == "input":
        return _typed(widget, value)
    if widget.tag == "checker":
        if not isinstance(value, bool):
            raise SandboxRefused("not_an_option", field=name, value=value)
        return value
    if widget.tag in ("date_picker", "picker_time", "picker_datetime"):
        return _moment(widget, str(value))
    if widget.tag in _MULTIPLE:
        chosen = list(value) if isinstance(value, list | tuple) else [value]
        return [_option(widget, it, members) for it in chosen]
    return _option(widget, value, members)


def initial(widget: Widget) -> Any:
    """What the element shows before anybody touched it; empty when nothing."""
    element = widget.element
    index = element.get("initial_index", 0)
    if widget.tag == "select_static" and "initial_option" not in element and index > 0:
        return element["options"][index - 1]["value"]
    return element.get(_INITIAL[widget.tag], False if widget.tag == "checker" else "")


def _filled(widget: Widget, values: Mapping[str, Any], members: Sequence[str]) -> Any:
    """The value to send; None for a field that stays away."""
    value = values.get(widget.name, initial(widget))
    if widget.element.get("disabled") and value != initial(widget):
        raise SandboxRefused("disabled", field=widget.name)
    if value in ("", None, [], ()):
        if widget.element.get("required"):
            raise SandboxRefused("required", field=widget.name)
        return "" if widget.tag == "input" else None
    return field_value(widget, value, members)


def _typed(widget: Widget, value: Any) -> str:
    text = str(value)
    longest = widget.element.get("max_length", _MOST_INPUT)
    if len(text) > longest:
        raise SandboxRefused("too_long", field=widget.name, longest=longest)
    return text


def _option(widget: Widget, value: Any, members: Sequence[str]) -> str:
    offered = [it.get("value") for it in widget.element.get("options", [])]
    if not offered and widget.tag in ("select_person", "multi_select_person"):
        offered = list(members)
    if value not in offered:
        raise SandboxRefused("not_an_option", field=widget.name, value=value)
    return str(value)


def _moment(widget: Widget, value: str) -> str:
    text = value.removesuffix(_OFFSET).strip()
    try:
        return f"{_readers[widget.tag](text)} {_OFFSET}"
    except ValueError as error:
        raise SandboxRefused("bad_date", field=widget.name, value=value) from error


def _date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _time(text: str) -> str:
    return time.fromisoformat(text).strftime("%H:%M")


def _datetime(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M")


_readers = {"date_picker": _date, "picker_time": _time, "picker_datetime": _datetime}
