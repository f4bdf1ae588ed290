"""Pictures and files, in and out."""

from math import inf
from secrets import token_hex

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, create_form_parser

from bot.sandbox.common.jsons import parse
from bot.sandbox.feishu import model
from bot.sandbox.feishu.faults import ApiError
from bot.sandbox.feishu.pictures import extent, is_picture
from bot.sandbox.feishu.rest.call import Call, Download, Result, ok
from bot.sandbox.feishu.rest.messages import chat_of, message_of

_MB = 1024 * 1024
_IMAGE_LIMIT = 10 * _MB
_FILE_LIMIT = 30 * _MB
_FILE_TYPES = ("opus", "mp4", "pdf", "doc", "xls", "ppt", "stream")


class _Form:
    """A parsed multipart body."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, bytes]] = {}

    def add_field(self, field: Field) -> None:
        self._parts[_words(field.field_name)] = ("", field.value or b"")

    def add_file(self, file: File) -> None:
        file.file_object.seek(0)
        self._parts[_words(file.field_name)] = (_words(file.file_name), file.file_object.read())

    def text(self, name: str) -> str:
        """A field, empty when absent."""
        return _words(self._parts.get(name, ("", b""))[1])

    def file(self, name: str, limit: int) -> tuple[str, bytes]:
        """A file's name and content; lark-oapi's synchronous calls send it without a name. Raises ApiError."""
        if name not in self._parts:
            raise _bad(name)
        file_name, content = self._parts[name]
        if not content:
            raise ApiError(234010, "File's size can't be 0.")
        if len(content) > limit:
            raise ApiError(234006, "The file size exceed the max value.")
        return file_name, content


def upload_image(call: Call) -> Result:
    """`POST im/v1/images`."""
    form = _form(call)
    if form.text("image_type") not in ("message", "avatar"):
        raise _bad("image_type")
    name, content = form.file("image", _IMAGE_LIMIT)
    if not is_picture(content):
        raise ApiError(234011, "Can't recognize the image format.")
    width, height = extent(content)
    most = 2000 if content.startswith(b"GIF") else 12000
    if max(width, height) > most:
        raise ApiError(234039, "Image resolution exceeds the limit.")
    key = _keep(call, "image", "image", name, content)
    return ok({"image_key": key})


def upload_file(call: Call) -> Result:
    """`POST im/v1/files`."""
    form = _form(call)
    file_type, name = form.text("file_type"), form.text("file_name")
    if file_type not in _FILE_TYPES:
        raise _bad("file_type")
    if not name:
        raise _bad("file_name")
    _, content = form.file("file", _FILE_LIMIT)
    return ok({"file_key": _keep(call, "file", file_type, name, content)})


def own_image(call: Call) -> Result:
    """`GET im/v1/images/:key`: only what the app itself uploaded."""
    return _own(call, "image")


def own_file(call: Call) -> Result:
    """`GET im/v1/files/:key`: only what the app itself uploaded."""
    return _own(call, "file")


def message_resource(call: Call) -> Result:
    """`GET im/v1/messages/:message_id/resources/:key`: what a person sent."""
    kind = call.query.get("type", "")
    if kind not in ("image", "file"):
        raise _bad("type")
    message = message_of(call)
    chat = chat_of(call.world, message)
    if not chat.has_bot or chat.is_dissolved:
        raise ApiError(234004, "The app is not in the chat.")
    if message.type in ("interactive", "sticker", "merge_forward"):
        raise ApiError(234043, "Unsupported message type.")
    content = parse(message.content)
    keys = {content.get("file_key"), content.get("image_key")}
    resource = call.world.resources.get(call.params["key"])
    if resource is None or message.is_recalled or resource.key not in keys or resource.kind != kind:
        raise ApiError(234003, "File not in msg.")
    return Download(resource.name, call.world.file_content(resource.key))


def _form(call: Call) -> _Form:
    form = _Form()
    headers = {"Content-Type": call.content_type.encode("latin-1", errors="replace")}
    try:
        # In memory whatever the size: a temporary file would outlive a body that breaks off.
        parser = create_form_parser(headers, form.add_field, form.add_file, {"MAX_MEMORY_FILE_SIZE": inf})
        parser.write(call.raw)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise _bad("body") from error
    return form


def _keep(call: Call, kind: str, file_type: str, name: str, content: bytes) -> str:
    key = f"{'img' if kind == 'image' else 'file'}_v3_{token_hex(16)}"
    owner = call.world.settings.app_id
    call.world.keep_file(model.Resource(key, kind, file_type, name, owner, len(content)), content)
    return key


def _own(call: Call, kind: str) -> Result:
    resource = call.world.resources.get(call.params["key"])
    if resource is None or resource.kind != kind or resource.owner != call.world.settings.app_id:
        raise ApiError(234008, "The app is not the resource sender.")
    return Download(resource.name, call.world.file_content(resource.key))


def _words(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")


def _bad(field: str) -> ApiError:
    return ApiError(234001, f"Invalid request param, {field}.")
