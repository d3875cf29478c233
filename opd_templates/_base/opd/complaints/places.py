"""Where something is: within the city or not, how far from another place, and how exactly the public may know.

A point is (latitude, longitude) in degrees. GeoJSON (RFC 7946) writes them the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH_METERS = 6_371_008.8
"""Mean radius (IUGG)."""
Point = tuple[float, float]
Ring = tuple[Point, ...]


class BorderError(ValueError):
    """A border that cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Border:
    """A city's outline: the outer ring of each of its parts. Holes are not known."""

    rings: tuple[Ring, ...]

    def contains(self, point: Point) -> bool:
        return any(_within(point, ring) for ring in self.rings)


def read(content: bytes) -> Border:
    """A GeoJSON file with a Polygon or MultiPolygon, alone or in a Feature or FeatureCollection. BorderError."""
    try:
        given = json.loads(content)
    except ValueError as error:
        raise BorderError(f"not JSON: {error}") from None
    while isinstance(given, dict) and given.get("type") in ("Feature", "FeatureCollection"):
        features = given.get("features") or [None]
        given = given.get("geometry") if given["type"] == "Feature" else features[0]
    if not isinstance(given, dict) or given.get("type") not in ("Polygon", "MultiPolygon"):
        raise BorderError("no Polygon or MultiPolygon in it")
    parts = given.get("coordinates")
    parts = [parts] if given["type"] == "Polygon" else parts
    if not isinstance(parts, list) or not parts:
        raise BorderError("its coordinates are missing")
    return Border(tuple(_ring(part) for part in parts))


def _ring(part: object) -> Ring:
    try:
        ring = tuple((float(lat), float(lon)) for lon, lat, *_ in part[0])  # type: ignore[index]  # see below
    except (TypeError, ValueError, IndexError, KeyError):
        raise BorderError("its coordinates are not pairs of numbers") from None
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BorderError("a ring has four points at least, and ends where it begins")
    if any(not (-90 <= lat <= 90 and -180 <= lon <= 180) for lat, lon in ring):
        raise BorderError("a point is not on Earth: GeoJSON writes longitude, then latitude")
    return ring


def _within(point: Point, ring: Sequence[Point]) -> bool:
    """How often a line eastward from the point crosses the ring: an odd number is within."""
    lat, lon = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1):
            inside = not inside
    return inside


def meters(one: Point, other: Point) -> float:
    """Along the surface (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METERS * asin(min(1.0, sqrt(half)))


def rounded(point: Point, decimals: int) -> Point:
    """What the public is told: 3 decimals are a square of 111 m near the equator."""
    return round(point[0], decimals), round(point[1], decimals)
