"""The one protobuf message of the long connection, read and written by hand.

Frame {SeqID=1 u64, LogID=2 u64, service=3 i32, method=4 i32, headers=5 repeated {key=1, value=2},
payload_encoding=6, payload_type=7, payload=8 bytes, LogIDNew=9}; the first four are required.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL = 0
DATA = 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SKIPS = {_FIXED64: 8, _FIXED32: 4}
_MAX_VARINT = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; fields the sandbox has no use for are not kept."""

    method: int
    service: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""
    seq_id: int = 0
    log_id: int = 0


def encode(frame: Frame) -> bytes:
    """The frame's bytes; required fields are written even when zero."""
    numbers = ((1, frame.seq_id), (2, frame.log_id), (3, frame.service), (4, frame.method))
    parts = [_key(number, _VARINT) + _varint(value) for number, value in numbers]
    for name, value in frame.headers.items():
        parts.append(_chunk(5, _chunk(1, name.encode()) + _chunk(2, value.encode())))
    if frame.payload:
        parts.append(_chunk(8, frame.payload))
    return b"".join(parts)


def decode(raw: bytes) -> Frame:
    """The frame. Raises ValueError for bytes that are none."""
    numbers: dict[int, int] = {}
    headers: dict[str, str] = {}
    payload = b""
    for number, value in _fields(raw):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 5:
            header = dict(_fields(value))
            headers[_text(header.get(1, b""))] = _text(header.get(2, b""))
        elif number == 8:
            payload = value
    if not {1, 2, 3, 4} <= numbers.keys():
        raise ValueError("a required field is missing")
    return Frame(numbers[4], numbers[3], headers, payload, numbers[1], numbers[2])


def _text(value: int | bytes) -> str:
    if isinstance(value, int):
        raise ValueError("a header must be text")
    return value.decode()


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    position = 0
    while position < len(raw):
        key, position = _read_varint(raw, position)
        kind = key & 7
        if kind == _VARINT:
            value, position = _read_varint(raw, position)
            yield key >> 3, value
            continue
        size = _SKIPS.get(kind)
        if size is None and kind != _BYTES:
            raise ValueError("unknown wire type")
        if size is None:
            size, position = _read_varint(raw, position)
        if position + size > len(raw):
            raise ValueError("cut off")
        if kind == _BYTES:
            yield key >> 3, raw[position : position + size]
        position += size


def _read_varint(raw: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index in range(_MAX_VARINT):
        if position + index >= len(raw):
            raise ValueError("cut off")
        byte = raw[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise ValueError("number too long")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _key(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)


def _chunk(number: int, content: bytes) -> bytes:
    return _key(number, _BYTES) + _varint(len(content)) + content
