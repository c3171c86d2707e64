"""Pictures are made small and anonymous, or refused in one sentence."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from kiosk.catalogue.parts import PICTURE_BYTES_MAX
from kiosk.errors import FormatError
from sync.decidim.picture import FILE_BYTES_MAX, SIDE_MAX, catalogue_picture


def encoded(picture: Image.Image, kind: str, **more: object) -> bytes:
    """The bytes of a file of that kind."""
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()


def read(content: bytes) -> Image.Image:
    """The picture in the file."""
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "LA", "1", "CMYK"])
def test_every_kind_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    picture = Image.new("RGB", (1800, 900), "#336699").convert(mode if mode != "CMYK" else "RGB")
    try:
        content = encoded(picture.convert(mode), kind)
    except (OSError, ValueError):
        pytest.skip(f"{kind} holds no {mode}.")
    small = catalogue_picture(content)
    assert small.startswith(b"\xff\xd8\xff")
    assert len(small) <= PICTURE_BYTES_MAX
    assert read(small).size == (SIDE_MAX, SIDE_MAX // 2)


def test_noise_is_made_small_enough() -> None:
    noise = Image.effect_noise((2000, 2000), 200).convert("RGB")
    assert len(catalogue_picture(encoded(noise, "JPEG", quality=95))) <= PICTURE_BYTES_MAX


def test_who_took_it_and_where_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    content = encoded(Image.new("RGB", (400, 200), "red"), "JPEG", exif=exif, comment=b"SecretWords")
    assert b"SecretCamera" in content
    small = catalogue_picture(content)
    assert b"Secret" not in small
    assert not read(small).getexif()
    assert read(small).size == (200, 400)


def test_what_is_transparent_becomes_white() -> None:
    small = catalogue_picture(encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    assert read(small).getpixel((25, 25)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that declares itself huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!DOCTYPE html><p>Maintenance",
        b"%PDF-1.7",
        b"\xff\xd8\xff" + b"\0" * 100,
        bomb(8000, 8000),
        bomb(60_000, 60_000),
        bomb(1000, 1000),
        encoded(Image.new("RGB", (300, 300), "red"), "PNG")[:200],
        encoded(Image.new("RGB", (300, 300), "red"), "BMP"),
        encoded(Image.new("RGB", (300, 300), "red"), "TIFF"),
        b"\0" * (FILE_BYTES_MAX + 1),
    ],
    ids=[
        "empty",
        "head",
        "svg",
        "html",
        "pdf",
        "zeros",
        "bomb",
        "huge",
        "short",
        "cut",
        "bmp",
        "tiff",
        "large",
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        catalogue_picture(content)
    assert str(caught.value).endswith(".")
