"""Waiting for several things without a thread that waits."""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


def after(first: "Future[Any]", then: "Callable[[], Future[T]]") -> "Future[T]":
    """One after the other: what comes of the second, or the failure of the first."""
    done: Future[T] = Future()

    def pass_on(second: "Future[T]") -> None:
        if (error := second.exception()) is not None:
            done.set_exception(error)
        else:
            done.set_result(second.result())

    def go_on(ended: "Future[Any]") -> None:
        if (error := ended.exception()) is not None:
            done.set_exception(error)
            return
        try:
            then().add_done_callback(pass_on)
        except Exception as error:  # otherwise nobody would ever hear of it
            done.set_exception(error)

    first.add_done_callback(go_on)
    return done


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
