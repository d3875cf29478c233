"""YAML text to data with places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.home import CHECKOUT
from infra.model import reading
from infra.model.document import path_text
from infra.model.reading import read

PARTS = [path.read_text() for path in sorted((CHECKOUT / "tests/unit/model/cities/valid").glob("*.yaml"))] + [
    "a: {b, c: }\n",
    "- - x\n  - &n 'y'\n- *n\n",
]
MARKS = st.sampled_from(
    [*"-:,?[]{}&*#|>'\"%@` \n\t<!~=.", "no", "0o7", "<<: *a", "é", "---", "\ufeff", "\r\n"]
)


def test_values_and_keys_keep_their_places() -> None:
    document = read(b"a:\n  - b: 1\n    c: [x, y]\n", "f.yaml")
    assert document.data == {"a": [{"b": 1, "c": ["x", "y"]}]}
    assert document.place(("a", 0, "c", 1)) == "f.yaml:3:12"
    assert document.place(("a", 0, "c"), key=True) == "f.yaml:3:5"
    assert document.place(("a", 0, "missing")) == "f.yaml:2:5"
    assert document.place(()) == "f.yaml:1:1"


def test_plain_values_are_what_they_look_like() -> None:
    document = read(b"a: true\nb: -12\nc: 1.5\nd: ~\ne:\nf: 'no'\ng: \"010\"\nh: 172.30.77.11\n", "f")
    assert document.faults == ()
    assert list(document.data.values()) == [True, -12, 1.5, None, None, "no", "010", "172.30.77.11"]


def test_anchors_and_aliases_are_written_out() -> None:
    document = read(b"a: &x {m: 1}\nb: *x\n", "f")
    assert document.data == {"a": {"m": 1}, "b": {"m": 1}}
    assert document.faults == ()


def test_a_merge_fills_in_and_never_overrides() -> None:
    text = b"one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall:\n  a: 0\n  <<: [*one, *two]\n  d: 9\n"
    document = read(text, "f")
    assert document.data["all"] == {"a": 0, "b": 1, "c": 2, "d": 9}
    assert document.faults == ()
    assert document.place(("all", "a")) == "f:4:6"
    assert document.place(("all", "c")) == "f:2:21"
    assert document.place(("all",)) == "f:4:3"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbfa: 1\n", "f").data == {"a": 1}


def test_windows_line_ends_are_no_fault() -> None:
    document = read(b"a: 1\r\nb: 2\r\n", "f")
    assert document.data == {"a": 1, "b": 2}
    assert document.place(("b",)) == "f:2:4"


def test_a_path_is_written_as_people_write_it() -> None:
    assert path_text(("sites", 0, "label")) == "sites[0].label"
    assert path_text(("servers", "siantar-1", "memory")) == "servers.siantar-1.memory"
    assert path_text(("a b\n",)) == "'a b\\n'"
    assert path_text(()) == ""


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PARTS), st.data())
def test_the_quick_way_and_the_exact_one_agree(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(MARKS) + text[at + data.draw(st.integers(0, 9)) :]
    quick = read(text.encode(), "f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_quickly", lambda text: None)
        exact = read(text.encode(), "f")
    assert (quick.data, quick.faults) == (exact.data, exact.faults)


def test_a_plain_part_is_read_the_quick_way() -> None:
    assert all(reading._quickly(text) is not None for text in PARTS)
