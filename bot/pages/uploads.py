"""Files that are sent with a form: taken by whoever has a link to such a form, within limits, before any is kept."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.filing import Filing
from bot.pages.opened import Opened
from bot.pages.posted import MAX_BODY_BYTES, MOST_FIELDS, KeptFile, Posted, read_pairs
from bot.pages.shut import Shut, Why

KIND = "files"
"""Of a field into which files are put."""
MOST_FILES = 10
MEGABYTE = 1_000_000
_MULTIPART = "multipart/form-data"
_TOO_LARGE = "too large"
_LIMITS = ("Too many", "exceeded", _TOO_LARGE)
"""The parser tells a limit from what is no form at all in words alone."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Takes the files of a form in."""

    filing: Filing

    @property
    def most_megabytes(self) -> int:
        """Of all files of a form together."""
        return 2 * self.filing.most_megabytes

    async def read(self, request: Request) -> tuple[Posted, list[UploadFile]]:
        """The fields, and the files as they came; larger ones wait on the disk. Raises Shut."""
        limit = self.most_megabytes * MEGABYTE + MAX_BODY_BYTES
        parser = MultiPartParser(
            request.headers, _within(request, limit), max_files=MOST_FILES, max_fields=MOST_FIELDS,
            max_part_size=MAX_BODY_BYTES,
        )  # fmt: skip
        try:
            parts = (await parser.parse()).multi_items()
        except MultiPartException as wrong:
            raise Shut(Why.TOO_MANY if any(it in wrong.message for it in _LIMITS) else Why.UNKNOWN) from None
        except ClientDisconnect:
            raise Shut(Why.UNKNOWN) from None
        posted = read_pairs([(name, value) for name, value in parts if isinstance(value, str)])
        return posted, [it for _, it in parts if isinstance(it, UploadFile) and it.filename]

    def keep(self, opened: Opened, files: list[UploadFile]) -> tuple[KeptFile, ...]:
        """Keep them all, or none that anybody knows of. Raises DrawingTooLarge, FileNotAllowed, FileNotAsNamed."""
        source = f"form:{opened.ticket.id}"
        try:
            kept = [self.filing.keep(it.filename or "", it.file.read(), source=source) for it in files]
        finally:
            for it in files:
                it.file.close()
        return tuple(KeptFile(it.sha256, it.name) for it in kept)


def is_upload(request: Request) -> bool:
    """The form comes as one with files does."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == _MULTIPART


def takes_files(opened: Opened) -> bool:
    """Some field of it is for files."""
    return any(field.kind == KIND for field in opened.form.fields)


async def _within(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body; broken off as soon as it is too large, whatever it claimed to be."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise MultiPartException(_TOO_LARGE)  # what has been read of it is let go by the parser
        yield chunk
