"""A city's look holds values: whatever else is tried is told with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.model.color import contrast_to_white
from infra.model.look import DEFAULT, MAIN_COLOR, faults, properties

KNOWN = ("--color-primary", "--color-text", "--font-text")
GOOD = """\
/* Warna kota: { } ; url( */
:root {
  --color-primary: #1f6b4a; /* hijau; gelap */
  --font-text: system-ui, -apple-system, "Noto Sans", 'Segoe UI', sans-serif;
  --color-text: color-mix(in srgb, var(--color-primary) 20%, rgb(0 0 0 / 50%))
}
:root{--color-text:hsl(200deg 10% 20%)}
"""


def said(text: str) -> list[str]:
    return [one.fault for one in faults(text, KNOWN)]


def test_values_alone_are_accepted() -> None:
    assert said(GOOD) == []
    assert properties(GOOD) == ("--color-primary", "--font-text", "--color-text", "--color-text")
    assert said("") == said("/* nanti */\n") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("body {}", "'body {}' is not allowed here"),
        ("@import 'x.css';", "\"@import 'x.css';\" is not allowed here"),
        (":root, body {}", "':root, body {}' is not allowed here"),
        (":root { color: red; }", "'color: red' is no custom property"),
        (":root { --color-text: red; } p {}", "'p {}' is not allowed here"),
        (":root { --color-text: url(x); }", "`url()` is not allowed in a value"),
        (":root { --color-text: URL(x); }", "`URL()` is not allowed in a value"),
        (":root { --color-text: ur\\6c(x); }", "'\\\\' is not allowed in a value"),
        (":root { --color-text: u/**/rl(x); }", "`rl()` is not allowed in a value"),
        (":root { --color-text: image-set('x' 1x); }", "`image-set()` is not allowed in a value"),
        (":root { --color-text: red } } body { }", "'} body { }' is not allowed here"),
        (":root { --color-text: {} }", "'{' is not allowed in a value"),
        (":root { --color-text: '; } body { x: y'; }", '"\'" is not allowed in a value'),
        (":root { --color-text: <b>; }", "'<' is not allowed in a value"),
        (":root { --color-text: r\u0435d; }", "'\\u0435' is not allowed in a value"),
        (":root { --color-text: red !important; }", "'!' is not allowed in a value"),
        (":root { --color-text:; }", "--color-text has no value"),
        (":root { --color-text: /* x */; }", "--color-text has no value"),
        (":root { --color-txet: red; }", "no page uses --color-txet"),
        (":root { --color-primary: #8fd3b0; }", "#8fd3b0 is too light"),
        (":root { --color-text: red;", "this block is not closed"),
        (":root { /* }", "'/*' is no custom property"),
    ],
)
def test_anything_else_is_refused(text: str, fault: str) -> None:
    assert fault in said(text)


def test_every_fault_is_told_with_its_place() -> None:
    text = ":root {\n  --color-text: url(x);\n  --warna: red;\n  color: red;\n}\n"
    assert [text[one.at :].partition("\n")[0] for one in faults(text, KNOWN)] == [
        "url(x);",
        "--warna: red;",
        "color: red;",
    ]


@given(st.text(alphabet=":root{}-ac; \n/*\"'()#<@\\", max_size=60))
def test_whatever_is_accepted_selects_and_loads_nothing(text: str) -> None:
    """Read as a browser does, without comments and strings: `:root` blocks of custom properties."""
    if list(faults(text, ())):
        return
    assert "@" not in _bare(text)
    for block in filter(str.strip, _bare(text).split("}")):
        head, _, body = block.partition("{")
        assert head.strip() == ":root"
        assert all(line.strip().startswith("--") for line in body.split(";") if line.strip())


def _bare(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        if text.startswith("/*", at):
            end = text.find("*/", at + 2)
            at = len(text) if end < 0 else end + 2
        elif text[at] in "\"'":
            end = text.find(text[at], at + 1)
            at = len(text) if end < 0 else end + 1
        else:
            kept.append(text[at])
            at += 1
    return "".join(kept)


def test_the_look_that_apps_begin_with_passes_too() -> None:
    if DEFAULT.is_file():
        text = DEFAULT.read_text()
        assert MAIN_COLOR in properties(text)
        assert list(faults(text, properties(text))) == []


@pytest.mark.parametrize(("color", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(color: str, ratio: float) -> None:
    assert contrast_to_white(color) == pytest.approx(ratio, abs=0.01)
