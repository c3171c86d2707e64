"""QR codes as a matrix of modules, for paper to draw."""

from __future__ import annotations

from collections.abc import Iterator

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

Matrix = tuple[tuple[bool, ...], ...]
QUIET_MODULES = 4
"""White modules that a reader needs around the code (ISO/IEC 18004)."""


def qr_matrix(text: str) -> Matrix:
    """The modules of `text`, True is dark, without the quiet zone; a quarter of a smudge can be mended."""
    # A fixed mask reads as well and spares trying all eight, which is most of the work.
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """(row, column, length) of each horizontal run of dark modules."""
    for number, row in enumerate(matrix):
        start = None
        for column, dark in enumerate((*row, False)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield number, start, column - start
                start = None
