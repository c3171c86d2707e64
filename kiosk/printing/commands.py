"""A sheet as the bytes that an ESC/POS printer takes.

python-escpos writes them, into its printer that keeps everything. What leaves is one piece, so that a device
that stops answering is noticed in one place, and nothing of a sheet waits anywhere.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.printing.letters import GLUE, printable
from kiosk.printing.sheet import Code, Pair, Part, Sheet, Style, Text, laid_out

if TYPE_CHECKING:
    from PIL.Image import Image

_DOTS_A_LETTER = 12
_CODE_DOTS_MAX = 320
"""A code is at most 4 cm wide, at 8 dots a millimetre: a telephone has to see the whole of it."""
_DOTS_A_MODULE_MAX = 8
_QUIET_MODULES = 4
_ONE_BYTE_A_LETTER = b"\x1c."
"""FS . ends the mode of two bytes a letter, in which cheap printers wake up and print Chinese for accents."""
_PROFILE = "TM-T20II"
"""The profile with a known width that cuts: python-escpos prints a warning where it knows no width."""


@dataclass(frozen=True)
class Paper:
    """What the printer can take."""

    columns: int = 32
    code_page: str = "cp1252"
    code_page_number: int = 16
    """What the printer calls the code page."""


def commands(sheet: Sheet, paper: Paper) -> bytes:
    """Everything from waking the printer to the cut."""
    device = _recorder(paper)
    device.hw("INIT")
    device._raw(_ONE_BYTE_A_LETTER)
    device.charcode(paper.code_page.upper())
    style: Style | None = None
    for piece in laid_out([_written(part, paper.code_page) for part in sheet], paper.columns):
        if isinstance(piece, Code):
            device.set(normal_textsize=True, bold=False, align="center")
            style = None
            # As a picture: every printer has that, and cheap ones do not draw codes by themselves.
            device.image(_drawn(piece.text, paper.columns), impl="bitImageRaster")
        else:
            if piece.style is not style:
                _put_on(device, piece.style)
                style = piece.style
            device.textln(piece.text.replace(GLUE, " "))
    device.cut(mode="PART")  # one point stays, so that no wind takes it
    return bytes(device.output)


def _recorder(paper: Paper) -> Any:
    # Imported late, as the first picture need not wait for it. It sets up logging for the whole process:
    # taken back, because a log line would be written across the screen.
    root = logging.getLogger()
    before = list(root.handlers)
    from escpos.magicencode import Encoder  # noqa: PLC0415
    from escpos.printer import Dummy  # noqa: PLC0415

    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
    one_page = Encoder({paper.code_page.upper(): str(paper.code_page_number)})
    return Dummy(profile=_PROFILE, magic_encode_args={"encoder": one_page})


def _written(part: Part, code_page: str) -> Part:
    match part:
        case Text(text, style):
            return Text(printable(text, code_page), style)
        case Pair(name, value):
            return Pair(printable(name, code_page), printable(value, code_page))
        case _:
            return part


def _put_on(device: Any, style: Style) -> None:
    large = style is Style.LARGE
    device.set(
        normal_textsize=not large,
        double_width=large or None,
        double_height=large or None,
        bold=style in (Style.BOLD, Style.TITLE, Style.LARGE),
        align="left" if style in (Style.PLAIN, Style.BOLD) else "center",
    )


def _drawn(text: str, columns: int) -> Image:
    import qrcode  # noqa: PLC0415

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    modules = code.modules_count + 2 * _QUIET_MODULES
    room = min(columns * _DOTS_A_LETTER, _CODE_DOTS_MAX)
    code.box_size = max(1, min(_DOTS_A_MODULE_MAX, room // modules))
    picture: Image = code.make_image().get_image().convert("L")
    return picture
