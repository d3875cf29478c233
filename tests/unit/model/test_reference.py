"""docs/reference.yaml, the samples under stacks/, and the model say the same."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml

from infra.home import CHECKOUT
from infra.model import DataCenter, Opd, load_city
from infra.model.dns import RecordType
from infra.model.document import Document
from infra.model.faults import _section_in
from infra.model.for_each import expanded
from infra.model.section import Section
from infra.model.server import Role

REFERENCE = (CHECKOUT / "docs" / "reference.yaml").read_text()
PARTS = dict(zip(("datacenter", "dinkes"), REFERENCE.split("\n---\n"), strict=True))


def _keys_of(section: type[Section]) -> set[str]:
    """``servers.address`` and the like: every key a person may write."""
    keys: set[str] = set()
    for name, field in section.model_fields.items():
        if name not in section.given:
            inner = _section_in(field.annotation)
            keys |= {name} | ({f"{name}.{key}" for key in _keys_of(inner)} if inner else set())
    return keys


def _keys_in(value: object, section: type[Section]) -> set[str]:
    keys: set[str] = set()
    for name, item in value.items() if isinstance(value, dict) else ():
        keys.add(name)
        inner = _section_in(section.model_fields[name].annotation)
        if inner:
            several = item if isinstance(item, list) else [item]
            if name == "servers":
                several = list(item.values())
            keys |= {f"{name}.{key}" for one in several for key in _keys_in(one, inner)}
    return keys


@pytest.mark.parametrize(("part", "section"), [("datacenter", DataCenter), ("dinkes", Opd)])
def test_the_reference_has_every_key_and_no_other(part: str, section: type[Section]) -> None:
    written = expanded(Document(part, yaml.safe_load(PARTS[part])))
    assert _keys_in(written.data, section) == _keys_of(section)


def test_every_key_of_the_reference_is_commented() -> None:
    first_uses: dict[str, str] = {}
    lines = REFERENCE.splitlines()
    for number, line in enumerate(lines):
        key = line.strip().removeprefix("- ").split(":")[0]
        if ":" in line and not line.strip().startswith(("#", "- {")):
            first_uses.setdefault(
                key, line + (lines[number - 1] if lines[number - 1].strip().startswith("#") else "")
            )
    without = {key for key, text in first_uses.items() if "#" not in text}
    assert without <= {"servers", "sites", "records", "tls"}, "sections speak through their keys"


def test_the_reference_names_every_role_and_record_type() -> None:
    assert all(role in REFERENCE for role in get_args(Role))
    assert " ".join(sorted(get_args(RecordType))) in REFERENCE


def test_the_reference_is_a_valid_city(tmp_path: Path) -> None:
    folder = tmp_path / "siantar"
    for source in ("web", "arsip", "antrian"):
        (folder / "dinkes" / source).mkdir(parents=True)
    (folder / "acme-ca.pem").touch()
    for part, text in PARTS.items():
        (folder / f"{part}.yaml").write_text(text)
    warnings = [warning.path for warning in load_city(folder).warnings]
    without_host_keys = ["servers.siantar-2", "servers.siantar-3", "servers.siantar-4"]
    assert warnings == [*without_host_keys, "sites[0].function", "sites[0].pin"]


def test_the_sample_for_real_servers_is_valid_and_needs_no_advice() -> None:
    city = load_city(CHECKOUT / "stacks" / "siantar")
    assert city.warnings == ()
    assert city.datacenter.driver == "ssh"
    assert all(server.host_key for server in city.datacenter.servers.values())


def test_the_demo_is_valid_and_advised_of_what_a_real_city_connects() -> None:
    city = load_city(CHECKOUT / "stacks" / "demo")
    assert [warning.fault for warning in city.warnings] == [
        "complaints taken at sqs reach SP4N-LAPOR! by hand alone"
    ]
    assert [str(server.address) for server in city.datacenter.servers.values()] == [
        "172.30.77.11",
        "172.30.77.12",
        "172.30.77.13",
    ]
