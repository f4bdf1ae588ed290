"""What a tap on a WeCom card means: the key of its button, and what was chosen beside it.

The same for the self-built app and the smart bot, which tell it in XML and in JSON.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

NOTHING = "none"
"""The id of our option 请选择: an untouched selection counts as its first option (platform reference §6.7)."""
PICK = "pick"
UNCHOSEN = "unchosen"


def tapped_value(key: str, selections: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The button's value, and the form: what was chosen by question, one id or a list of several.

    A button whose value is `{"pick": question}` stands for the option chosen there, whose id is itself a value;
    without a single choice the value is `{"act": "unchosen"}`.
    """
    form = {question: chosen for question, ids in selections.items() if (chosen := _chosen(ids))}
    value = _value(key)
    question = value.get(PICK)
    if not isinstance(question, str):
        return value, form
    picked = form.get(question)
    return _value(picked) if isinstance(picked, str) else {"act": UNCHOSEN}, form


def _chosen(ids: Sequence[str]) -> str | list[str] | None:
    kept = [each for each in ids if each and each != NOTHING]
    if not kept:
        return None
    return kept if len(kept) > 1 else kept[0]


def _value(key: str) -> dict[str, Any]:
    """A key of ours is compact JSON; any other is a plain word."""
    try:
        read = orjson.loads(key)
    except orjson.JSONDecodeError:
        read = None
    if isinstance(read, dict):
        return read
    return {"act": key} if key else {}
