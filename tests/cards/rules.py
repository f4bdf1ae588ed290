"""What Feishu asks of a card, as the sandbox enforces it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.feishu.schema import check_card
from bot.sandbox.feishu.schema.spot import Known

MOST_BYTES = 30 * 1024
NOBODY = Known(has_person=lambda _: False, has_email=lambda _: False, has_image=lambda _: False, allows_at_all=False)
"""A tenant in which any mention and any picture would be refused."""


def check(rendered: Mapping[str, Any]) -> None:
    """Raises CardFault where the platform would refuse the card."""
    check_card(rendered, NOBODY)
    size = len(json.dumps(rendered, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= MOST_BYTES, f"{size} bytes"


def leaves(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value with the way to it."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from leaves(value, (*path, key))
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from leaves(value, (*path, place))
    else:
        yield path, part


def texts(rendered: Mapping[str, Any]) -> list[str]:
    """Everything there is to read."""
    return [value for path, value in leaves(rendered) if path[-1] == "content"]
