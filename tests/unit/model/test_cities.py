"""Every broken city, and the exact words it is refused with."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from infra.model import load, rules
from infra.model.draft import Whole
from tests.unit.model.cities_on_disk import CITIES, faults, lay_out, verdict

ALL_RULES = {rule.__name__ for rule in (*rules.RULES, *rules.RULES_OF_THE_WHOLE, *rules.ADVICE)}


@pytest.mark.parametrize("fault", faults())
def test_a_broken_city_is_told_exactly_this(fault: str, tmp_path: Path) -> None:
    assert verdict(lay_out(fault, tmp_path)) == (CITIES / fault / "expected.txt").read_text()


def test_the_valid_city_is_accepted_in_silence(tmp_path: Path) -> None:
    assert verdict(lay_out("valid", tmp_path)) == "accepted\n"


@pytest.mark.parametrize("fault", faults())
def test_a_city_is_accepted_exactly_when_its_name_says_advice(fault: str) -> None:
    first = (CITIES / fault / "expected.txt").read_text().split("\n", 1)[0]
    assert first == ("accepted" if fault.startswith("advice_") else "refused")


def _speaking(fault: str, into: Path) -> set[str]:
    """Names of the rules that object to the broken city."""
    draft, _ = load._draft(lay_out(fault, into / fault))
    said = {rule.__name__ for rule in rules.RULES if list(rule(draft))}
    if isinstance(draft, Whole):
        said |= {rule.__name__ for rule in (*rules.RULES_OF_THE_WHOLE, *rules.ADVICE) if list(rule(draft))}
    return said


def test_every_rule_has_a_city_that_breaks_it(tmp_path: Path) -> None:
    heard = {name for fault in faults() for name in _speaking(fault, tmp_path)}
    assert heard == ALL_RULES


def test_every_rule_that_is_written_is_listed() -> None:
    written = {
        name
        for module in pkgutil.iter_modules(rules.__path__)
        for name, _ in inspect.getmembers(
            import_module(f"infra.model.rules.{module.name}"), inspect.isfunction
        )
        if name.startswith(("ensure_", "advise_"))
    }
    assert written == ALL_RULES
