"""Facts that the control host adds to a plan."""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.backends.control import look
from infra.home import CHECKOUT
from infra.model import load_city


def test_a_city_s_look_is_its_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(CHECKOUT / "stacks" / "demo", folder)
    before = load_city(folder)
    assert look(before) == ""
    (folder / "kota.css").write_text(":root { --color-primary: #1f6b4a; }\n")
    assert look(load_city(folder)) == ":root { --color-primary: #1f6b4a; }\n"
    assert load_city(folder).warnings == before.warnings
