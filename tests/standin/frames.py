"""The frames of the long connection: protobuf, written by hand from the field table of feishu.md §7.2.

`Frame{SeqID=1, LogID=2, service=3, method=4, headers=5 {key=1, value=2}, payload_encoding=6, payload_type=7, payload=8,
LogIDNew=9}`
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1
VARINT, BYTES = 0, 2


@dataclass(frozen=True)
class Frame:
    """One frame; the numbers are required by the platform even when zero."""

    method: int
    headers: dict[str, str]
    payload: bytes = b""
    sequence: int = 0
    log: int = 0
    service: int = 0
    others: dict[int, bytes] = field(default_factory=dict)
    """The texts 6, 7 and 9, which an echo must keep."""


def encode(frame: Frame) -> bytes:
    """The bytes of a frame."""
    numbers = {1: frame.sequence, 2: frame.log, 3: frame.service, 4: frame.method}
    parts = [_varint(number << 3 | VARINT) + _varint(value) for number, value in numbers.items()]
    parts += [_bytes(5, _bytes(1, key.encode()) + _bytes(2, value.encode())) for key, value in frame.headers.items()]
    parts += [_bytes(number, value) for number, value in sorted({**frame.others, 8: frame.payload}.items())]
    return b"".join(parts)


def decode(data: bytes) -> Frame:
    """The frame of these bytes.

    Raises:
        ValueError: not a frame, or a required number is missing.
    """
    numbers: dict[int, int] = {}
    texts: dict[int, bytes] = {}
    headers: dict[str, str] = {}
    for number, value in _fields(data):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            pair = {key: inner for key, inner in _fields(value) if isinstance(inner, bytes)}
            headers[pair[1].decode()] = pair[2].decode()
        else:
            texts[number] = value
    if not {1, 2, 3, 4} <= set(numbers):
        raise ValueError(f"required numbers are missing: there are {sorted(numbers)}")
    payload = texts.pop(8, b"")
    return Frame(numbers[4], headers, payload, numbers[1], numbers[2], numbers[3], texts)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        value, at = _read_varint(data, at)
        if key & 7 == VARINT:
            yield key >> 3, value
        elif key & 7 == BYTES and at + value <= len(data):
            yield key >> 3, data[at : at + value]
            at += value
        else:
            raise ValueError(f"wire type {key & 7} at {at}")


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise ValueError("a number ends in the middle")
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise ValueError("a number longer than ten bytes")


def _varint(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F)
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(value)) + value
