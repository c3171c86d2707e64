"""How each widget looks: pictures at the magnified grid, the plain terminal and the tablet."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App

from tests.screens.gallery import Gallery

GRIDS = ((40, 12), (80, 24), (98, 26))
WIDGETS = (
    "choices",
    "points",
    "ranks",
    "code",
    "text",
    "long",
    "address",
    "digits",
    "reading",
    "receipt",
    "message",
    "banner",
)


class SnapCompare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self, app: App[int], *, terminal_size: tuple[int, int], press: tuple[str, ...] = ...
    ) -> bool:
        """Whether the picture is the one kept."""


@pytest.mark.parametrize("grid", GRIDS, ids=lambda grid: f"{grid[0]}x{grid[1]}")
@pytest.mark.parametrize("name", WIDGETS)
def test_picture(name: str, grid: tuple[int, int], snap_compare: SnapCompare, tmp_path: Path) -> None:
    assert snap_compare(Gallery(name, error_log=tmp_path / "errors"), terminal_size=grid)


@pytest.mark.parametrize("look", ["night", "contrast"])
def test_picture_in_the_other_themes(look: str, snap_compare: SnapCompare, tmp_path: Path) -> None:
    app = Gallery("choices", error_log=tmp_path / "errors", look=look)
    assert snap_compare(app, terminal_size=(98, 26))


@pytest.mark.parametrize("name", ["choices", "points", "code"])
def test_picture_with_the_focus_shown(name: str, snap_compare: SnapCompare, tmp_path: Path) -> None:
    app = Gallery(name, error_log=tmp_path / "errors")
    assert snap_compare(app, terminal_size=(98, 26), press=("down", "down"))
