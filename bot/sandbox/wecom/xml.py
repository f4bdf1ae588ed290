"""XML as the platform writes it: texts as CDATA, numbers bare, lists as repeated children."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def document(fields: Mapping[str, Any], *, is_reversed: bool = False) -> str:
    """One `<xml>`; the order of its children is promised to nobody, so it comes in both."""
    children = [_element(name, value) for name, value in fields.items()]
    return f"<xml>{''.join(reversed(children) if is_reversed else children)}</xml>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_element(child, it) for child, it in value.items())
        return f"<{name}>{inner}</{name}>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(name, item) for item in value)
    return f"<{name}>{_text(value)}</{name}>"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    clean = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"
