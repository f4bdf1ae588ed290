"""Objects that several elements share: texts, icons, links, behaviours, options."""

from typing import Any

from bot.sandbox.feishu.schema.markdown import markdown
from bot.sandbox.feishu.schema.spot import Check, Spot
from bot.sandbox.feishu.schema.values import (
    any_object,
    by_language,
    colour,
    each,
    image,
    integer,
    one_of,
    shape,
    string,
    text_size,
    url,
    url_or_empty,
)

_BUTTON_TEXT = 100


def tagged(variants: dict[str, Check]) -> Check:
    """An object whose `tag` says which of the checks applies."""

    def check(value: Any, spot: Spot) -> None:
        tag = value.get("tag") if isinstance(value, dict) else None
        chosen = variants.get(tag) if isinstance(tag, str) else None
        if chosen is None:
            spot.refuse(f"must be an object with tag {' or '.join(variants)}", tag)
        chosen(value, spot)

    return check


def _text(tag: str, content: Check) -> Check:
    return shape(
        ("content",),
        tag=one_of(tag),
        content=content,
        i18n_content=by_language(content),
        text_size=text_size,
        text_color=colour,
        text_align=one_of("left", "center", "right"),
        lines=integer(1, 1000),
    )


def plain_text(longest: int | None = None, *, is_needed: bool = False) -> Check:
    """A `plain_text` object."""
    return tagged({"plain_text": _text("plain_text", string(longest=longest, is_needed=is_needed))})


any_text = tagged({"plain_text": _text("plain_text", string()), "lark_md": _text("lark_md", markdown)})
panel_title = tagged(
    {
        "plain_text": _text("plain_text", string()),
        "lark_md": _text("lark_md", markdown),
        "markdown": _text("markdown", markdown),
    }
)
button_text = plain_text(_BUTTON_TEXT)

icon = tagged(
    {
        "standard_icon": shape(
            ("token",), tag=one_of("standard_icon"), token=string(is_needed=True), color=colour, size=string()
        ),
        "custom_icon": shape(("img_key",), tag=one_of("custom_icon"), img_key=image, size=string()),
    }
)

confirm = shape(("title",), title=plain_text(is_needed=True), text=plain_text())

_links = {"pc_url": url_or_empty, "ios_url": url_or_empty, "android_url": url_or_empty}


def multi_url(value: Any, spot: Spot) -> None:
    """`url`, or one address for each kind of device."""
    shape(url=url, pc_url=url, ios_url=url, android_url=url)(value, spot)
    if "url" not in value and not {"pc_url", "ios_url", "android_url"} <= value.keys():
        spot.refuse("needs url, or android_url, ios_url and pc_url")


_callback = shape(("value",), type=one_of("callback"), value=any_object)
_open_url = shape(("default_url",), type=one_of("open_url"), default_url=url_or_empty, **_links)


def _behavior(value: Any, spot: Spot) -> None:
    kinds: dict[Any, Check] = {"callback": _callback, "open_url": _open_url}
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        spot.refuse("type must be callback or open_url", kind)
    kinds[kind](value, spot)
    if kind == "open_url" and not any(value.get(key) for key in ("default_url", *_links)):
        spot.refuse("open_url needs an address")


behaviors = each(_behavior)


def options(option: Check, *, fewest: int = 0) -> Check:
    """A list of choices whose values differ."""
    listed = each(option, fewest=fewest)

    def check(value: Any, spot: Spot) -> None:
        listed(value, spot)
        values = [entry["value"] for entry in value if "value" in entry]
        if len(set(values)) != len(values):
            spot.refuse("option values must differ")

    return check
