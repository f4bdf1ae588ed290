"""Pictures and files, in and out (wecom.md §10)."""

import re

from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom import model
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, Download, Result, bad, ok
from bot.sandbox.wecom.rest.forms import LIMITS, MB, uploaded
from bot.sandbox.wecom.world import World

LIFETIME_MS = 3 * 24 * 3600 * 1000
_WHOLE_BYTES = 20 * MB
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
_PICTURES = (Rate(1000, 24 * 3600.0), Rate(3000, 30 * 24 * 3600.0))


def upload(call: Call) -> Result:
    """`POST media/upload`: an id for three days, for all apps of the corp."""
    kind = call.query.get("type", "")
    if kind not in LIMITS:
        raise bad("type")
    name, content = uploaded(call, kind)
    media = call.world.keep_file("app", kind, name, content)
    return uploaded_answer(media)


def uploaded_answer(media: model.Media) -> Result:
    """What an upload gives; the words are empty, the time is a string."""
    made = str(media.created // 1000)
    return {"errcode": 0, "errmsg": "", "type": media.kind, "media_id": media.media_id, "created_at": made}


def download(call: Call) -> Result:
    """`GET media/get`: the file; an error is JSON with status 200 all the same."""
    world = call.world
    media = current_media(world, call.needed("media_id"), "app")
    if media is None:
        raise ApiError(40007, "invalid media_id")
    content = world.file_content(media.media_id)
    wanted = _RANGE.fullmatch(call.headers.get("range", ""))
    start, end = (int(wanted[1]), int(wanted[2] or media.size)) if wanted else (0, media.size)
    piece = content[start : end + 1]
    if len(piece) > _WHOLE_BYTES:
        raise ApiError(830002, "media is too large for one get, use Range")
    return Download(media.name, piece, start, media.size) if wanted else Download(media.name, content)


def upload_image(call: Call) -> Result:
    """`POST media/uploadimg`: a permanent address for texts and cards; 1000 a day, 3000 a month."""
    world = call.world
    name, content = uploaded(call, "image")
    if world.failures.has_rate_limits and world.limiter.try_take("uploadimg", _PICTURES, world.now_ms / 1000) > 0:
        raise ApiError(45009, "api freq out of limit")
    media = world.keep_file("picture", "image", name, content)
    return ok(url=f"https://wework.qpic.cn/sandbox/{media.media_id}")


def current_media(world: World, media_id: str, family: str) -> model.Media | None:
    """A file whose id is valid for this family now; ids of one family mean nothing to another."""
    media = world.media.get(media_id)
    if media is None or media.family != family or world.now_ms - media.created > LIFETIME_MS:
        return None
    return media


def has_media(world: World, media_id: str, family: str, kind: str) -> bool:
    """Whether a message of this kind may carry the file."""
    media = current_media(world, media_id, family)
    return media is not None and media.kind == kind
