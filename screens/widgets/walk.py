"""Which thing lies above, below, left or right: arrows move the focus as the eye does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.geometry import Region

Direction = Literal["up", "down", "left", "right"]
_ASIDE = 3
"""A cell to the side costs as much as this many straight ahead."""


def next_in(way: Direction, start: Region, regions: Sequence[Region]) -> int | None:
    """The index of the nearest of `regions` in that direction, or None."""
    costs = [(_cost(way, start, region), index) for index, region in enumerate(regions) if region != start]
    found = min(((cost, index) for cost, index in costs if cost is not None), default=None)
    return None if found is None else found[1]


def _cost(way: Direction, start: Region, region: Region) -> tuple[int, int] | None:
    """How far, then how far from straight; None for what does not lie that way."""
    if way in ("left", "right"):
        ahead = region.x - start.right if way == "right" else start.x - region.right
        aside = max(region.y - start.bottom + 1, start.y - region.bottom + 1, 0)
        return None if ahead < 0 or aside > 0 else (ahead, abs(region.y - start.y))
    ahead = region.y - start.bottom if way == "down" else start.y - region.bottom
    aside = max(region.x - start.right + 1, start.x - region.right + 1, 0)
    return None if ahead < 0 else (ahead * _ASIDE + aside, abs(region.x - start.x))
