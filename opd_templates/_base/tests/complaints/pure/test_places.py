"""Borders, distances and rounding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd.complaints import places
from opd.complaints.places import BorderError

BASE = Path(__file__).parents[4]
EXAMPLE = BASE / "complaints" / "{{cookiecutter.opd}}" / "batas-kota.geojson"
SQUARE = [[99.0, 2.9], [99.1, 2.9], [99.1, 3.0], [99.0, 3.0], [99.0, 2.9]]
LAT, LON = st.floats(2.8, 3.1), st.floats(98.9, 99.2)


def geojson(ring: object, kind: str = "Polygon") -> bytes:
    parts = [ring] if kind == "Polygon" else [[ring]]
    return json.dumps({"type": kind, "coordinates": parts}).encode()


@given(LAT, LON)
def test_a_square_is_what_its_corners_say(lat: float, lon: float) -> None:
    inside = places.read(geojson(SQUARE)).contains((lat, lon))
    if all(abs(value - edge) > 1e-9 for value, edge in ((lat, 2.9), (lat, 3.0), (lon, 99.0), (lon, 99.1))):
        assert inside == (2.9 < lat < 3.0 and 99.0 < lon < 99.1)


@given(LAT, LON)
def test_the_way_round_does_not_matter(lat: float, lon: float) -> None:
    one, other = places.read(geojson(SQUARE)), places.read(geojson(SQUARE[::-1], "MultiPolygon"))
    assert one.contains((lat, lon)) == other.contains((lat, lon))


def test_the_example_holds_the_city_and_not_its_neighbours() -> None:
    border = places.read(EXAMPLE.read_bytes())
    assert border.contains((2.96, 99.06))
    for outside in ((3.595, 98.672), (2.668, 98.934), (99.06, 2.96), (0.0, 0.0)):
        assert not border.contains(outside)
    assert "CONTOH" in EXAMPLE.read_text()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"type": "Point", "coordinates": [1, 2]}',
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "Polygon"}',
        geojson(SQUARE[:3]),
        geojson(SQUARE[:-1]),
        geojson([["a", "b"]] * 4),
        geojson([[lat, lon] for lon, lat in SQUARE]),
        geojson(7),
    ],
)
def test_what_is_no_border_is_refused(content: bytes) -> None:
    with pytest.raises(BorderError):
        places.read(content)


@given(LAT, LON, LAT, LON)
def test_distance_is_the_same_both_ways(a: float, b: float, c: float, d: float) -> None:
    there, back = places.meters((a, b), (c, d)), places.meters((c, d), (a, b))
    assert there >= 0
    assert abs(there - back) < 1e-6


def test_a_degree_is_a_hundred_and_eleven_kilometers() -> None:
    assert places.meters((2.0, 99.0), (3.0, 99.0)) == pytest.approx(111_195, abs=5)


@given(LAT, LON)
def test_rounding_moves_by_less_than_a_hundred_meters(lat: float, lon: float) -> None:
    there = places.rounded((lat, lon), 3)
    assert places.meters((lat, lon), there) < 80
    assert all(len(str(value).partition(".")[2]) <= 3 for value in there)
