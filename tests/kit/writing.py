"""Writes without a thread: in a story everything happens in order, on the thread that tells it."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from storage.writer import Urgency, Writer

T = TypeVar("T")


class InlineWriter(Writer):
    """Does what is submitted at once."""

    def __init__(self) -> None:
        super().__init__(threads=0)

    def submit(self, work: Callable[[], T], *, urgency: Urgency) -> "Future[T]":
        """See `Writer`."""
        future: Future[T] = Future()
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)
        return future
