"""Outlines of quartiers from a GeoJSON file of the city (RFC 7946), thinned for a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from math import cos, hypot, radians
from typing import Any

from kiosk.errors import ContentError

Point = tuple[float, float]
Ring = tuple[Point, ...]
POINTS_MAX = 60
"""Corners kept of one outline: more than a map of 94x34 half cells can show."""


def outlines(geojson: bytes, names: Mapping[str, str], key: str) -> dict[str, tuple[Ring, ...]]:
    """The outlines of each quartier, (longitude, latitude) in degrees.

    Args:
        geojson: a FeatureCollection of polygons in WGS 84.
        names: quartier id to name; a feature belongs to the one whose id or name it bears.
        key: the property of a feature that holds it.

    Raises:
        ContentError: it is no such file, or quartiers are missing in it; names them.
    """
    try:
        content: Any = json.loads(geojson)
        features = content["features"]
        wanted = {_flat(text): quartier for quartier, name in names.items() for text in (quartier, name)}
        found: dict[str, tuple[Ring, ...]] = {}
        for number, feature in enumerate(features, 1):
            name = str(feature["properties"].get(key, ""))
            quartier = wanted.get(_flat(name))
            if quartier is not None:
                found[quartier] = found.get(quartier, ()) + tuple(_rings(feature["geometry"], number))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ContentError("The map is not a GeoJSON FeatureCollection of polygons.") from None
    missing = [name for quartier, name in names.items() if quartier not in found]
    if missing:
        raise ContentError(f"The map has no shape for {', '.join(missing[:5])} under the property {key}.")
    return found


def _flat(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)).split()
    )


def _rings(geometry: Any, number: int) -> Iterator[Ring]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ContentError(f"Feature {number} of the map is a {kind}, not a polygon.")
    for polygon in [coordinates] if kind == "Polygon" else coordinates:
        # Holes would be drawn as other quartiers lie in them: the outer ring is enough.
        ring = tuple((float(point[0]), float(point[1])) for point in polygon[0])
        if any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
            raise ContentError(f"Feature {number} of the map is not in degrees of longitude and latitude.")
        yield thinned(ring)


def thinned(ring: Sequence[Point]) -> Ring:
    """The outline with at most `POINTS_MAX` corners, those that matter most (Douglas and Peucker, 1973)."""
    points, tolerance = tuple(ring), 1e-5
    while len(points) > POINTS_MAX:
        points, tolerance = tuple(_simplified(list(ring), tolerance)), tolerance * 1.6
    return points


def _simplified(points: list[Point], tolerance: float) -> list[Point]:
    keep, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = [
            _distance(points[place], points[first], points[last]) for place in range(first + 1, last)
        ]
        far = max(range(len(distances)), key=distances.__getitem__)
        if distances[far] > tolerance:
            middle = first + 1 + far
            keep.add(middle)
            waiting += [(first, middle), (middle, last)]
    return [points[place] for place in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = hypot(x2 - x1, y2 - y1)
    if length == 0:
        return hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def projected(shapes: Sequence[Sequence[Ring]], width: int, height: int) -> list[list[Ring]]:
    """The shapes in a field of `width` by `height` square pixels, north above, as large as fits."""
    points = [point for shape in shapes for ring in shape for point in ring]
    if not points:
        return [[] for _ in shapes]
    squeeze = cos(radians(sum(y for _, y in points) / len(points)))
    xs, ys = [x * squeeze for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((width - 1) / wide if wide else 1.0, (height - 1) / high if high else 1.0)
    left = (width - 1 - wide * scale) / 2 - min(xs) * scale
    top = (height - 1 - high * scale) / 2 + max(ys) * scale
    return [
        [tuple((x * squeeze * scale + left, top - y * scale) for x, y in ring) for ring in shape]
        for shape in shapes
    ]
