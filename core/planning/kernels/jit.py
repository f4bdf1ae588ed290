"""The one door to numba."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

IS_COMPILED = os.environ.get("TONGPIN_NUMBA", "1") != "0"
"""Whether kernels are compiled: `TONGPIN_NUMBA=0` runs them as plain Python, for tests and for looking closely."""


def _cache_folder() -> Path:
    """A folder for these very sources: a kernel knows nothing of a change in another that it calls.

    Machine code is loaded from it, so it is never one that others may write to.
    """
    sources = sorted(Path(__file__).parent.glob("*.py"))
    stamp = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    for base in _bases():
        try:
            (base / stamp).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(base / stamp, os.W_OK):
            return base / stamp
    return Path(tempfile.mkdtemp(prefix="tongpin-kernels-"))


def _bases() -> Iterator[Path]:
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(given)
    if home := os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME"):
        yield Path(home) / ("tongpin" if "XDG_CACHE_HOME" in os.environ else ".cache/tongpin") / "kernels"


if IS_COMPILED:
    import numba

    numba.config.CACHE_DIR = str(_cache_folder())
    # `no_cfunc_wrapper`: nobody calls a kernel from C, and doors for that are one part in twelve of all compiling.

    def kernel(function: F) -> F:
        """Compile at the first call, and keep the machine code for the next process. May make and return arrays."""
        compiled: F = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True)(function)
        return compiled

    def inner(function: F) -> F:
        """The same for a function that makes no array and returns none: put into its callers, references not counted.

        Counting them costs about a microsecond per call that is given `Arrays` (30 arrays, one atomic operation
        each), a hundred times what such a function does. numba refuses one that makes an array; one that returned an
        array it was given would free it under its owner.
        """
        compiled: F = numba.njit(cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False, forceinline=True)(function)
        return compiled
else:

    def kernel(function: F) -> F:
        """Leave it as it is."""
        return function

    def inner(function: F) -> F:
        """Leave it as it is."""
        return function
