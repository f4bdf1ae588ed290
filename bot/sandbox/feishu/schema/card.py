"""A whole card: version, size in elements, configuration, header, body."""

from collections import Counter
from typing import Any

from bot.sandbox.feishu.faults import CardFault
from bot.sandbox.feishu.schema import parts
from bot.sandbox.feishu.schema.containers import BOX, CONTAINERS
from bot.sandbox.feishu.schema.display import DISPLAY
from bot.sandbox.feishu.schema.inputs import INPUTS
from bot.sandbox.feishu.schema.place import children
from bot.sandbox.feishu.schema.spot import OVER_LIMIT, UNKNOWN_TEMPLATE, UNREADABLE, Known, Spot
from bot.sandbox.feishu.schema.values import (
    LANGUAGES,
    any_object,
    boolean,
    by_language,
    colour,
    each,
    one_of,
    shape,
    sides,
    string,
    text_size,
    words,
)

CATALOGUE = DISPLAY | CONTAINERS | INPUTS
MOST_ELEMENTS = 200
_MOST_TABLES = 5
_OWN_DATA = frozenset({"chart_spec", "rows"})

_TEMPLATES = words("blue wathet turquoise green yellow orange red carmine violet purple indigo grey default")
_TAG_COLOURS = words("neutral blue turquoise lime orange violet indigo wathet green yellow red purple carmine")

_size = shape(default=text_size, pc=text_size, mobile=text_size)
_hue = shape(light_mode=colour, dark_mode=colour)
_style = shape(text_size=any_object, color=any_object)
_config = shape(
    update_multi=one_of(True),
    width_mode=one_of("default", "compact", "fill"),
    enable_forward=boolean,
    enable_forward_interaction=boolean,
    locales=each(one_of(*LANGUAGES), fewest=1),
    summary=shape(content=string(), i18n_content=by_language(string())),
    style=_style,
)
_tags = each(
    shape(("tag", "text"), tag=one_of("text_tag"), text=parts.plain_text(), color=one_of(*_TAG_COLOURS)), most=3
)
_header = shape(
    ("title",),
    title=parts.any_text,
    subtitle=parts.any_text,
    template=one_of(*_TEMPLATES),
    text_tag_list=_tags,
    i18n_text_tag_list=by_language(_tags),
    icon=parts.icon,
    padding=sides(0, 99),
)
_body = shape(("elements",), elements=children, **BOX)
_card = shape(
    ("schema", "body"), schema=one_of("2.0"), config=_config, card_link=parts.multi_url, header=_header, body=_body
)


def schema_of(card: Any) -> str:
    """`2.0` or `1.0`; a card that does not say is a 1.0 card. Raises CardFault for anything else."""
    version = card.get("schema", "1.0") if isinstance(card, dict) else None
    if version not in ("1.0", "2.0"):
        raise CardFault(UNREADABLE, "card JSON is not readable", value=version)
    return str(version)


def check_card(card: Any, known: Known) -> None:
    """Return when the platform would take this card. Raises CardFault with the sub-code when not."""
    if schema_of(card) == "1.0":
        _check_old(card)
        return
    spot = Spot(known, CATALOGUE)
    _check_limits(card, spot)
    _claim_styles(card.get("config"), spot)
    _card(card, spot)


def _check_old(card: dict[str, Any]) -> None:
    if card.get("type") in ("template", "card"):
        raise CardFault(UNKNOWN_TEMPLATE, "template is not existed")
    # Only ever sent by mistake; enough is checked to tell a 1.0 card from a 2.0 card that forgot its version.
    if not isinstance(card.get("elements"), list) and not isinstance(card.get("i18n_elements"), dict):
        raise CardFault(UNREADABLE, "a card without schema 2.0 needs elements at its root")


def _check_limits(card: dict[str, Any], spot: Spot) -> None:
    tags = Counter(_tags_in(card))
    if tags.total() > MOST_ELEMENTS:
        spot.refuse("element exceeds the limit", tags.total(), OVER_LIMIT)
    if tags["table"] > _MOST_TABLES:
        spot.refuse("card table number exceeds the limit", tags["table"], OVER_LIMIT)


def _tags_in(card: dict[str, Any]) -> list[str]:
    """The tag of every element and component, texts and icons included."""
    found: list[str] = []
    waiting: list[Any] = [card]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            if isinstance(item.get("tag"), str):
                found.append(item["tag"])
            is_callback = item.get("type") == "callback"
            waiting.extend(it for key, it in item.items() if key not in _OWN_DATA and not is_callback)
    return found


def _claim_styles(config: Any, spot: Spot) -> None:
    style = config.get("style") if isinstance(config, dict) else None
    if not isinstance(style, dict):
        return
    here = spot.at("config").at("style")
    for key, check, claimed in (
        ("text_size", _size, spot.claims.text_sizes),
        ("color", _hue, spot.claims.colours),
    ):
        declared = style.get(key, {})
        any_object(declared, here.at(key))
        for label, value in declared.items():
            check(value, here.at(key).at(label))
        claimed.update(declared)
