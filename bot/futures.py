"""Waiting for several things without a thread that waits."""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any


def after_all(futures: Sequence["Future[Any]"], then: Callable[[], None]) -> None:
    """Do this once all are done; at once if there are none."""
    if not futures:
        then()
        return
    left = itertools.count(len(futures) - 1, -1)  # two may end at the same moment: `next` counts each once

    def one_done(_: "Future[Any]") -> None:
        if next(left) == 0:
            then()

    for future in futures:
        future.add_done_callback(one_done)
