"""Files on the wire: packing one for upload, and telling a downloaded one from an error."""

from pathlib import PurePath

from bot.platforms.feishu.wire import WireAnswer

_FILE_TYPES = {
    ".pdf": "pdf",
    ".doc": "doc",
    ".docx": "doc",
    ".xls": "xls",
    ".xlsx": "xls",
    ".ppt": "ppt",
    ".pptx": "ppt",
}
_ANY_FILE = "stream"


def encode_file(name: str, content: bytes) -> tuple[bytes, str]:
    """The multipart body for `im/v1/files` and its content type."""
    import httpx  # lark-oapi loads it anyway, but only when the first call is made

    fields = {"file_type": _FILE_TYPES.get(PurePath(name).suffix.lower(), _ANY_FILE), "file_name": name}
    # The name travels in its field: in the part's header not every server reads Chinese.
    form = httpx.Request("POST", "http://unused", data=fields, files={"file": ("upload", content)})
    return form.read(), form.headers["content-type"]


def is_file(answer: WireAnswer) -> bool:
    """Whether the answer is a file's bytes rather than JSON about it; errors may come as HTTP 200."""
    if not 200 <= answer.status < 300:
        return False
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return not is_json or "content-disposition" in answer.headers
