"""Strangers' files and words: read, or refused in one line on standard error."""

import json
import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from cards.wording import Wording
from core.errors import Refusal

LARGEST_FILE = 200_000_000
"""Bytes. A factory of 10,000 orders has a tenth of that."""
LONGEST_SENTENCE = 1_000
MOST_SECONDS = 24 * 60 * 60


class Unusable(Exception):
    """Read, but good for nothing here; the text says why in one sentence."""


REFUSED = (Refusal, Unusable, ValueError, OverflowError, RecursionError, OSError)


def sentence(file: Path, wrong: BaseException) -> str:
    """Which file, and why: one line."""
    told = " ".join(f"{file}: {_why(wrong)}".split())
    return told if len(told) <= LONGEST_SENTENCE else f"{told[:LONGEST_SENTENCE]} …"


def _why(wrong: BaseException) -> str:
    match wrong:
        case Refusal():
            return Wording("en", ZoneInfo("UTC")).refusal(wrong)
        case Unusable():
            return str(wrong)
        case RecursionError():
            return "cannot be read: it is nested too deeply."
        case OSError(strerror=str(reason)):
            return f"cannot be read: {reason}."
        case json.JSONDecodeError():
            return f"is not JSON: {wrong}."
    return f"cannot be read: {str(wrong).split('; use')[0]}"  # not what Python advises its programmers


def read_bytes(file: Path) -> bytes:
    """All of a file, unless it is too long."""
    with file.open("rb") as stream:
        found = stream.read(LARGEST_FILE + 1)
    if len(found) > LARGEST_FILE:
        raise Unusable(f"cannot be read: it has more than {LARGEST_FILE:,} bytes.")
    return found


def read_json(file: Path) -> Any:
    """A document, with or without a byte order mark. What is no number in JSON is none here."""
    return json.loads(read_bytes(file), parse_constant=_no_number)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number in JSON.")


class Parser(ArgumentParser):
    """Words on a command line; says in one line what is wrong with them."""

    def error(self, message: str) -> NoReturn:
        """The program's name and what is wrong."""
        self.exit(2, f"{self.prog}: {message}\n")


def seconds(word: str) -> float:
    """A time to search in."""
    return _number(word, MOST_SECONDS, "a number of seconds")


def hours(word: str) -> float:
    """A time to stand still, a minute at least and ten years at most."""
    found = _number(word, 24 * 3650, "a number of hours")
    if found * 60 < 1:
        raise ArgumentTypeError(f"must be a minute at least, not {word}")
    return found


def _number(word: str, most: float, what: str) -> float:
    try:
        found = float(word)
    except ValueError:
        found = float("nan")
    if not isfinite(found) or not 0 < found <= most:
        raise ArgumentTypeError(f"must be {what} above 0 and up to {most:,}, not {word!r}")
    return found


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(word: str) -> int:
        is_number = word.isascii() and word.isdecimal() and len(word) < 20
        if not is_number or not least <= int(word) <= most:
            raise ArgumentTypeError(f"must be a whole number from {least} to {most:,}, not {word!r}")
        return int(word)

    return read


WORKERS = whole(1, 64)
SEED = whole(0, 2**31 - 1)


def writable(word: str) -> Path:
    """A file that can be written, as far as one can know before."""
    found = Path(word)
    if found.is_dir():
        raise ArgumentTypeError(f"{word!r} is a directory")
    if not found.absolute().parent.is_dir():
        raise ArgumentTypeError(f"the directory of {word!r} is not there")
    if not os.access(found if found.exists() else found.absolute().parent, os.W_OK):
        raise ArgumentTypeError(f"{word!r} cannot be written")
    return found


def write(file: Path, text: str) -> None:
    """Write it, or be unusable for the reason why not."""
    try:
        file.write_text(text, "utf-8")
    except OSError as wrong:
        raise Unusable(f"{file} cannot be written: {wrong.strerror}.") from wrong
