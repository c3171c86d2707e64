"""One size for all: the length of what is sealed tells nothing."""

from __future__ import annotations

import struct

from kiosk.errors import FormatError

_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size


def pad(content: bytes, size: int) -> bytes:
    """`size` bytes: the content's length, the content, zeros. Raises `FormatError` if it does not fit."""
    if _LENGTH.size + len(content) > size:
        raise FormatError(f"{len(content)} bytes do not fit into {size}.")
    return (_LENGTH.pack(len(content)) + content).ljust(size, b"\0")


def unpad(padded: bytes, size: int) -> bytes:
    """The content. Raises `FormatError` unless length, content and zeros are exactly as `pad` wrote them."""
    if len(padded) != size or size < _LENGTH.size:
        raise FormatError(f"{size} bytes were expected, not {len(padded)}.")
    (length,) = _LENGTH.unpack_from(padded)
    content, rest = padded[_LENGTH.size : _LENGTH.size + length], padded[_LENGTH.size + length :]
    if len(content) != length or rest.strip(b"\0"):
        raise FormatError("The padding is not as it was written.")
    return content
