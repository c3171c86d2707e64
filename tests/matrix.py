"""Which cells of a wide table of cases are tried: a diagonal by default, all of them in `make torture`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

Row = TypeVar("Row")
Column = TypeVar("Column")

THOROUGH = os.environ.get("KIOSK_TORTURE") == "1"


def pairs(rows: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Row, Column]]:
    """Every row with every column; by default every row once, the columns taking turns."""
    if THOROUGH:
        return [(row, column) for row in rows for column in columns]
    return [(row, columns[place % len(columns)]) for place, row in enumerate(rows)]


def sizes(names: str, rows: Sequence[Row], grids: Sequence[tuple[int, int]]) -> pytest.MarkDecorator:
    """Parametrize a test by rows and by the grid of the terminal.

    Args:
        names: the argument's name for a row; the grid's is ``grid``.
        rows: the cases.
        grids: columns and lines of each terminal.
    """
    cases = [pytest.param(row, grid, id=f"{row}-{grid[0]}x{grid[1]}") for row, grid in pairs(rows, grids)]
    return pytest.mark.parametrize((names, "grid"), cases)
