"""From what somebody sent to what is kept: fetched outside any transaction, looked at, stored under its hash."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from bot.filing.kinds import kind_of
from bot.platforms.port import KEPT, Attachment, Fault, PlatformRefused
from core.design.errors import DrawingTooLarge, FileGone
from handlers.design_commands import FileFacts
from storage.filestore import FileStore

MEGABYTE = 1_000_000
LONGEST_NAME = 120
Fetch = Callable[[str, Attachment], bytes]
"""By platform: the bytes of what somebody sent there."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Takes files in."""

    store: FileStore
    fetch: Fetch
    most_megabytes: int

    def take(self, platform: str, attachment: Attachment) -> FileFacts:
        """Fetch a file and keep it. Raises FileGone, DrawingTooLarge, FileNotAllowed, FileNotAsNamed; PlatformBusy."""
        name = attachment.name[-LONGEST_NAME:]
        try:
            content = self._bytes_of(platform, attachment)
        except PlatformRefused as refused:
            if refused.fault is Fault.TOO_LARGE:
                raise DrawingTooLarge(name=name, most=self.most_megabytes) from refused
            raise FileGone(name=name) from refused
        return self.keep(name, content, source=_source(platform, attachment), is_picture=attachment.kind == "image")

    def _bytes_of(self, platform: str, attachment: Attachment) -> bytes:
        if attachment.kind != KEPT:
            return self.fetch(platform, attachment)
        content = self.store.read(attachment.key)
        if content is None:
            raise FileGone(name=attachment.name)
        return content

    def keep(self, name: str, content: bytes, *, source: str, is_picture: bool = False) -> FileFacts:
        """Look at the bytes of a file and keep them. Raises DrawingTooLarge, FileNotAllowed, FileNotAsNamed."""
        if len(content) > self.most_megabytes * MEGABYTE:
            raise DrawingTooLarge(name=name, most=self.most_megabytes)
        fitting, kind = kind_of(name, content, is_picture=is_picture)
        digest = sha256(content).hexdigest()
        self.store.keep(digest, content)
        return FileFacts(name=fitting, media_type=kind.media_type, size=len(content), sha256=digest, source=source)


def _source(platform: str, attachment: Attachment) -> str:
    """The message that it came with, or the form."""
    return attachment.message_id if attachment.kind == KEPT else f"{platform}:{attachment.message_id}"
