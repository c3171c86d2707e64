"""The pictures of the README, made again: ``python -m tests.pictures`` (needs Chromium).

Each is the kiosk itself at the end of a way that the picture tests also walk.
"""

from __future__ import annotations

import asyncio
import html
import io
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from rich.console import Console

from kiosk.errors import UsageError
from screens.app import KioskApp
from tests.journeys.kiosk_app import LARGE, TINY, person_at, world_at
from tests.screens.test_resident_pictures import WAYS, counted_bytes
from tests.world import World

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "assets" / "pictures"
_FONT = ROOT / "assets" / "fonts" / "DejaVuSansMono.ttf"
_COLOURS = 64
_SCALE = 1.5
"""Pixels of a picture for one of the SVG."""

# Rich's own template draws a desktop window around the screen and fetches a font from the network.
_TEMPLATE = """<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal"
 viewBox="{terminal_x} {terminal_y} {terminal_width} {terminal_height}">
<style>
@font-face {{ font-family: kiosk; src: url("FONT"); }}
.{unique_id}-matrix {{ font-family: kiosk; font-size: {char_height}px; white-space: pre; }}
rect {{ shape-rendering: crispEdges; }}
{styles}
</style>
<defs>{lines}</defs>
<g transform="translate({terminal_x}, {terminal_y}) translate(0, -1.5)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>"""
_CELL_WIDTH, _CELL_HEIGHT, _BASELINE, _DROP = 12.2, 24.4, 20.0, 1.5
"""Of Rich's SVG: a cell, a text's baseline below its line, and how far backgrounds lie below it."""
_TEXT = re.compile(
    r'<text class="([^"]+)" x="([^"]+)" y="([^"]+)" textLength="[^"]+" clip-path="[^"]+">([^<]+)</text>'
)
_BLOCKS = {"\u2580": (0.0, 0.5), "\u2584": (0.5, 0.5), "\u2588": (0.0, 1.0)}
"""Upper, lower and full block: where each begins in the cell, and its height."""


@dataclass(frozen=True)
class Picture:
    """One picture: a way of the picture tests, a grid, a language and a theme."""

    way: str
    grid: tuple[int, int]
    language: str = "fr"
    theme: str = "day"


PICTURES = {
    "ballot": Picture("points_given", LARGE),
    "recorded": Picture("recorded", LARGE, "en", "night"),
    "small": Picture("points_given", TINY, "fr", "contrast"),
}


async def drawn(world: World, name: str, picture: Picture) -> str:
    """The SVG of a screen, without anything around it."""
    tablet = world.tablet(name)
    tablet.random_bytes = counted_bytes()
    async with person_at(tablet, picture.grid, theme=picture.theme) as person:
        person.wanted_language = picture.language
        await WAYS[picture.way](person, world)
        await person.pilot.pause()
        return svg_of(person.app)


def svg_of(app: KioskApp) -> str:
    """What is on the glass, as SVG in the font of the project."""
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
    )
    console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))
    template = _TEMPLATE.replace("FONT", _FONT.as_uri())
    return _TEXT.sub(_blocks_as_shapes, console.export_svg(title="", code_format=template, unique_id="kiosk"))


def _blocks_as_shapes(text: re.Match[str]) -> str:
    """Blocks as rectangles: as letters they leave hairs between the cells."""
    colour, x, y, content = text[1], float(text[2]), float(text[3]), html.unescape(text[4])
    if not set(content) <= _BLOCKS.keys() | {" ", "\u00a0"}:
        return text[0]
    shapes = []
    for run in re.finditer(r"([\u2580\u2584\u2588])\1*", content):
        begins, height = _BLOCKS[run[1]]
        left, top = x + run.start() * _CELL_WIDTH, y - _BASELINE + _DROP + begins * _CELL_HEIGHT
        width = len(run[0]) * _CELL_WIDTH
        shapes.append(
            f'<rect class="{colour}" x="{left:.2f}" y="{top:.2f}" '
            f'width="{width:.2f}" height="{height * _CELL_HEIGHT:.2f}"/>'
        )
    return "".join(shapes)


def write_png(svg: str, size: tuple[int, int], target: Path) -> None:
    """Let Chromium paint an SVG of `size` pixels into a PNG.

    Raises:
        UsageError: there is no Chromium on this machine, or it paints nothing.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise UsageError("The pictures are painted by Chromium, and this machine has none. Install it.")
    with tempfile.TemporaryDirectory(prefix="kiosk-picture-") as folder:
        page, painted = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><style>body{{margin:0}}</style>{svg}', encoding="utf-8"
        )
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder}/profile",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={painted}",
            page.as_uri(),
        ]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        if not painted.exists():
            raise UsageError(f"{browser} painted nothing; try it by hand with {' '.join(command)}.")
        with Image.open(painted) as image:
            image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def pixels(grid: tuple[int, int]) -> tuple[int, int]:
    """The size of a picture of `grid`."""
    return round(grid[0] * _CELL_WIDTH * _SCALE), round(grid[1] * _CELL_HEIGHT * _SCALE)


def main() -> int:
    """Make every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-pictures-") as folder:
        world = world_at(Path(folder))
        try:
            for name, picture in PICTURES.items():
                svg = asyncio.run(drawn(world, name, picture))
                write_png(svg, pixels(picture.grid), FOLDER / f"{name}.png")
        finally:
            world.close()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UsageError as error:
        sys.exit(str(error))
