"""The demo shows what the templates give today."""

from __future__ import annotations

from infra.home import CHECKOUT
from infra.scaffold.record import read_record
from infra.scaffold.update import is_behind

DEMO = CHECKOUT / "stacks" / "demo"


def test_its_sites_are_up_to_date() -> None:
    made = {folder.parent.name: read_record(folder) for folder in sorted(DEMO.glob("*/web"))}
    assert len(made) > 5
    assert [opd for opd, record in made.items() if record is None or is_behind(record)] == [], (
        "./kominfo template update demo OPD"
    )
