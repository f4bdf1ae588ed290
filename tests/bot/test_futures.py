"""One thing after the other, without a thread that waits."""

from concurrent.futures import Future

import pytest

from bot.futures import after


def done(value: str) -> "Future[str]":
    future: Future[str] = Future()
    future.set_result(value)
    return future


def test_the_second_begins_when_the_first_has_ended() -> None:
    first, begun = Future[None](), list[str]()

    def begin() -> "Future[str]":
        begun.append("second")
        return done("result")

    both = after(first, begin)
    assert begun == []
    first.set_result(None)

    assert (begun, both.result(1)) == (["second"], "result")


def test_the_failure_of_the_first_is_that_of_both_and_the_second_never_begins() -> None:
    first: Future[None] = Future()
    both: Future[str] = after(first, lambda: pytest.fail("it began"))

    first.set_exception(OSError("disk full"))

    assert isinstance(both.exception(1), OSError)


def test_the_failure_of_the_second_is_that_of_both() -> None:
    second: Future[str] = Future()
    both = after(done(""), lambda: second)

    second.set_exception(OSError("disk full"))

    assert isinstance(both.exception(1), OSError)


def test_a_second_that_cannot_even_begin_is_told() -> None:
    def cannot() -> "Future[str]":
        raise OSError("the writer has stopped")

    assert isinstance(after(done(""), cannot).exception(1), OSError)
