"""Where the bytes of files are kept: a port, so that a disk, or something else, can stand behind it."""

from typing import Protocol


class FileStore(Protocol):
    """Bytes under their SHA-256. What is kept stays as it is; the same bytes are kept once."""

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep these bytes: when this returns they survive a crash."""
        ...

    def read(self, sha256: str) -> bytes | None:
        """The bytes; None when there are none under this hash."""
        ...
