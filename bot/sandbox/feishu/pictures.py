"""Telling pictures from other files by their first bytes."""

import struct

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"\0\0\1\0", b"II*\0", b"MM\0*")


def is_picture(content: bytes) -> bool:
    """JPEG, PNG, GIF, BMP, ICO, TIFF, WEBP or HEIC."""
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_heic = content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1")
    return content.startswith(_SIGNATURES) or is_webp or is_heic


def extent(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or GIF; zeros for what would need decoding."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content.startswith(b"GIF8") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
    else:
        width, height = 0, 0
    return width, height
