"""What a reader and a scanner find in a PDF, by poppler-utils."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext and pdftoppm (poppler-utils) are not installed"
)


def poppler(pdf: bytes, *command: str) -> str:
    """What a command of poppler-utils says of a PDF, without a complaint."""
    done = subprocess.run([*command], input=pdf, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "replace")


def text_of(pdf: bytes) -> str:
    """The text as a reader selects it, in lines, with single spaces."""
    return re.sub("[ \u00a0]+", " ", poppler(pdf, "pdftotext", "-layout", "-", "-"))


def running(pdf: bytes) -> str:
    """The text without line ends, so that a sentence is found wherever it broke."""
    return " ".join(poppler(pdf, "pdftotext", "-", "-").split())


def pages(pdf: bytes) -> int:
    """How many pages there are."""
    return len(re.findall(rb"/Type /Page\b", pdf))


def scanned(pdf: bytes, folder: Path) -> list[str]:
    """What a scanner reads in the printed pages."""
    poppler(pdf, "pdftoppm", "-png", "-r", "110", "-gray", "-", str(folder / "page"))
    found: list[str] = []
    for page in sorted(folder.glob("page*.png")):
        with Image.open(page) as picture:
            found += [code.text for code in zxingcpp.read_barcodes(picture)]
    return found
