"""Pictures of consultations: whatever is given becomes small enough for a tablet."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from kiosk.catalogue.parts import PICTURE_BYTES_MAX
from kiosk.errors import ReasonedError

SOURCE_BYTES_MAX = 10_000_000
PIXELS_MAX = 40_000_000
"""Of the picture that is given: a small file can unfold into one that fills the memory."""
_SIDE = 800
"""Pixels of the longer side; a terminal shows far fewer."""
_QUALITIES = (85, 70, 55, 40)


class PictureError(ReasonedError):
    """It is no picture, or too large: ``unreadable``, ``too_large``."""


def catalogue_picture(content: bytes) -> bytes:
    """A JPEG of at most `PICTURE_BYTES_MAX` bytes, without what the camera wrote into the file.

    Raises:
        PictureError: it is no PNG or JPEG, or too large.
    """
    if len(content) > SOURCE_BYTES_MAX:
        raise PictureError("too_large")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > PIXELS_MAX:
                raise PictureError("too_large")
            found.load()
            flat = Image.new("RGB", found.size, "white")
            seen = found.convert("RGBA")
            flat.paste(seen, mask=seen.getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise PictureError("unreadable") from None
    flat.thumbnail((_SIDE, _SIDE))
    for quality in _QUALITIES:
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True)
        if len(out.getvalue()) <= PICTURE_BYTES_MAX:
            return out.getvalue()
    raise PictureError("too_large")
