"""Files on a disk, each under its hash: written beside its place, then moved there as a whole."""

import os
import re
from hashlib import sha256 as hash_of
from pathlib import Path
from shutil import disk_usage
from tempfile import NamedTemporaryFile, TemporaryFile

_HASH = re.compile(r"[0-9a-f]{64}")


class DiskStore:
    """A `FileStore` in a directory: `ab/abcd…`. Replicas may share it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, sha256: str, content: bytes) -> None:
        """Keep these bytes; when this returns they survive a crash. Bytes that are whole there already stay."""
        path = self._path(sha256)
        if self.read(sha256) is not None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
            try:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
                os.replace(part.name, path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        _settle(path.parent)

    def read(self, sha256: str) -> bytes | None:
        """The bytes; None when there are none, or they are not what they were."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        return content if hash_of(content).hexdigest() == sha256 else None

    def room(self) -> int:
        """Bytes that are free where files are kept. Raises OSError when nothing can be written there."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=self._directory) as probe:
            probe.write(b"Tongpin")
            probe.flush()
        return disk_usage(self._directory).free

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError("not a hash")
        return self._directory / sha256[:2] / sha256


def _settle(directory: Path) -> None:
    """The name of a file is only safe once its directory is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
