"""Pictures from elsewhere in the form a catalogue holds: small JPEGs that say nothing about who took them."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps

from kiosk.catalogue.parts import PICTURE_BYTES_MAX
from kiosk.errors import FormatError

FILE_BYTES_MAX = 12 * 1024 * 1024
PIXELS_MAX = 50_000_000
"""A file may be small and unpack to gigabytes; the size it declares is looked at before it is unpacked."""
SIDE_MAX = 1280
"""Pixels of the longer side: more than any screen here shows."""
_QUALITIES = (82, 70, 58, 45)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def catalogue_picture(content: bytes) -> bytes:
    """A JPEG of at most `PICTURE_BYTES_MAX` bytes, upright, without metadata.

    Raises:
        FormatError: it is no picture of a kind we take, is damaged, or is too large.
    """
    if len(content) > FILE_BYTES_MAX:
        raise FormatError(f"The picture has more than {FILE_BYTES_MAX // 2**20} MiB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _scaled(content)
    except Image.DecompressionBombError:
        raise FormatError("The picture has too many pixels.") from None
    except (OSError, SyntaxError, ValueError, struct.error, EOFError, IndexError, OverflowError, MemoryError):
        # What Pillow raises for damaged files, over its formats.
        raise FormatError("The file is no JPEG, PNG, WebP or GIF picture, or it is damaged.") from None


def _scaled(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > PIXELS_MAX or min(width, height) < 1:
            raise Image.DecompressionBombError
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
        upright = ImageOps.exif_transpose(picture)
        small = _opaque(upright)
    small.thumbnail((SIDE_MAX, SIDE_MAX))
    while True:
        for quality in _QUALITIES:
            written = io.BytesIO()
            small.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= PICTURE_BYTES_MAX:
                return written.getvalue()
        small = small.resize((max(1, small.width * 2 // 3), max(1, small.height * 2 // 3)))


def _opaque(picture: Image.Image) -> Image.Image:
    """On white where it is transparent, in red, green and blue, with nothing else attached."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    return plain
