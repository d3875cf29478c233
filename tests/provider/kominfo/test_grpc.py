"""The plugin over gRPC: schema, checks, diffs and previews; nothing outside is touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pulumi.runtime.proto import provider_pb2

from infra.backends.keys import ensure_authority
from infra.home import Home
from tests.support.plugin import UNKNOWN, Plugin, opened

CONNECTION = {"address": "192.0.2.1", "port": 22, "user": "kominfo"}
SERVER: dict[str, Any] = {
    "city": "kota", "server": "siantar-1", "driver": "ssh", "address": "192.0.2.1", "port": 22,
    "user": "root", "memory": 1,
}  # fmt: skip
ROLE: dict[str, Any] = {
    "city": "kota", "server": "siantar-1", "connection": CONNECTION, "layer": "base", "role": "base",
    "variables": {"base_hostname": "siantar-1"}, "secretVariables": {}, "source": "1",
}  # fmt: skip
RECORDS: dict[str, Any] = {
    "city": "kota", "server": "192.0.2.1", "port": 53, "domain": "kota.test", "part": "dinkes",
    "exclusive": False, "key": {"name": "k", "algorithm": "hmac-sha256", "secret": "c2VjcmV0"},
    "records": [{"name": "dinkes", "type": "CNAME", "ttl": 300, "values": ["edge"]}],
}  # fmt: skip
EDGE: dict[str, Any] = {
    "city": "kota",
    "server": "siantar-1",
    "connection": CONNECTION,
    "addresses": ["127.0.77.9"],
    "source": "1",
}
ROUTE: dict[str, Any] = {"city": "kota", "part": "dinkes", "sites": []}
RELEASES: dict[str, Any] = {
    "city": "kota", "connection": CONNECTION, "registry": "registry.kota.test:5000", "ca": "",
    "user": "kominfo", "password": "p", "repository": "sites/web-dinkes", "digest": "sha256:" + "a" * 64,
    "keep": 5,
}  # fmt: skip
PROBE: dict[str, Any] = {
    "city": "kota", "part": "dinkes", "sites": [], "nameServers": ["192.0.2.53"], "caFile": "",
}  # fmt: skip
SPREAD: dict[str, Any] = {"city": "kota", "part": "dinkes", "sites": [], "managers": []}
CERTIFICATE: dict[str, Any] = {
    "city": "kota", "server": "siantar-1", "addresses": ["127.0.77.9"], "names": ["*.kota.test", "kota.test"],
    "caFile": "", "source": "1",
}  # fmt: skip
DATABASE: dict[str, Any] = {
    "city": "kota", "server": "siantar-3", "connection": CONNECTION, "database": "web_parkir",
    "owner": "kota.dishub", "password": "p", "connections": 20,
}  # fmt: skip
MIGRATION: dict[str, Any] = {
    "city": "kota", "stack": "kota.dishub", "service": "web-parkir", "host": "ssh://kominfo@192.0.2.1",
    "sshOptions": [], "registry": {"address": "registry.kota.test:5000", "user": "kominfo", "password": "p"},
    "image": "registry.kota.test:5000/sites/web-parkir@sha256:" + "a" * 64, "command": ["migrate"],
    "environment": {}, "secrets": [], "networks": ["n1"], "egress": "192.0.2.3:5432", "memory": 1,
    "scratch": ["/srv/aset"], "volume": {"name": "web-parkir-data", "path": "/srv/berkas", "server": "satu"},
}  # fmt: skip
HOW = frozenset(MIGRATION) - {"city", "service", "image", "command"}
"""How a migration runs: another way is no other migration."""
EVERY: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Server": (SERVER, {"ready": True}),
    "RoleRun": (ROLE, {"outputs": {}, "drift": []}),
    "RecordSet": (RECORDS, {"drift": [], "strangers": []}),
    "Edge": (EDGE, {"drift": []}),
    "EdgeRoute": (ROUTE, {"drift": []}),
    "Releases": (RELEASES, {"releases": [{"digest": "sha256:" + "a" * 64, "at": ""}]}),
    "Probe": (PROBE, {"drift": []}),
    "Spread": (SPREAD, {"drift": []}),
    "EdgeCertificate": (CERTIFICATE, {"drift": []}),
    "GeneratedKey": ({"kind": "password", "length": 32}, {"value": "v"}),
    "Database": (DATABASE, {"drift": []}),
    "Migration": (MIGRATION, {}),
}
IDENTITY = {
    ("Server", "address"), ("RoleRun", "role"), ("RecordSet", "part"), ("EdgeRoute", "part"),
    ("Edge", "server"), ("EdgeCertificate", "server"), ("Releases", "repository"), ("Probe", "part"),
    ("Spread", "part"), ("GeneratedKey", "length"), ("Database", "owner"), ("Migration", "service"),
}  # fmt: skip

# How something is done or reached: another value is no change.
QUIET = (("RoleRun", "drain"), ("Spread", "managers"), *(("Migration", name) for name in sorted(HOW)))


def token(kind: str) -> str:
    return f"kominfo:index:{kind}"


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {**value, "another": "x"}
    return [*value, {}] if isinstance(value, list) else value + type(value)(1)


def test_the_schema_names_every_resource_and_property(plugin: Plugin) -> None:
    schema = json.loads(plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert set(schema["resources"]) == {token(kind) for kind in (*EVERY, "PlatformCertificate")}
    for kind, (inputs, outputs) in EVERY.items():
        assert set(schema["resources"][token(kind)]["properties"]) >= {*inputs, *outputs}


@pytest.mark.parametrize("kind", EVERY)
def test_good_inputs_pass_the_check_and_nothing_changed_is_no_change(plugin: Plugin, kind: str) -> None:
    inputs, outputs = EVERY[kind]
    checked, faults = plugin.check(token(kind), inputs)
    assert faults == {}
    assert opened(checked) == inputs
    assert (
        plugin.diff(token(kind), {**inputs, **outputs}, inputs).changes == provider_pb2.DiffResponse.DIFF_NONE
    )


@pytest.mark.parametrize("kind", EVERY)
def test_a_missing_and_a_strange_input_are_named(plugin: Plugin, kind: str) -> None:
    inputs = dict(EVERY[kind][0])
    missing = next(iter(inputs))
    del inputs[missing]
    _, faults = plugin.check(token(kind), {**inputs, "sever": "x"})
    assert faults == {missing: "is missing", "sever": f"is no property of {token(kind)}"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind, (inputs, _) in EVERY.items()
        for name in inputs
        if name != "city" and (kind, name) not in QUIET
    ],
)
def test_each_input_is_compared(plugin: Plugin, kind: str, name: str) -> None:
    inputs, outputs = EVERY[kind]
    diff = plugin.diff(token(kind), {**inputs, **outputs}, {**inputs, name: changed(inputs[name])})
    assert list(diff.diffs) == [name]
    if (kind, name) in IDENTITY:
        assert list(diff.replaces) == [name]
    if (kind, name) == ("Releases", "registry"):
        assert not diff.replaces  # another name of the same store: a replacement would empty it


@pytest.mark.parametrize(("kind", "name"), QUIET)
def test_how_it_is_done_is_no_change(plugin: Plugin, kind: str, name: str) -> None:
    inputs, outputs = EVERY[kind]
    other = {**inputs, name: changed(inputs[name]) if name in inputs else [{"address": "192.0.2.9"}]}
    assert (
        plugin.diff(token(kind), {**inputs, **outputs}, other).changes == provider_pb2.DiffResponse.DIFF_NONE
    )


@pytest.mark.parametrize(
    ("kind", "astray"),
    [("Server", {"ready": False}), ("RoleRun", {"drift": ["x"]}), ("RecordSet", {"drift": ["x"]}),
     ("RecordSet", {"strangers": ["judi/A"]}), ("EdgeRoute", {"drift": ["hosts.map: - x"]}),
     ("Edge", {"drift": ["+ dinkes"]}), ("Probe", {"drift": ["it answers 500"]}),
     ("Spread", {"drift": ["all replicas of web-dinkes are on siantar-1"]}),
     ("EdgeCertificate", {"drift": ["- CN=palsu"]}), ("Database", {"drift": ["- connections: 1"]})],
)  # fmt: skip
def test_what_is_astray_asks_for_an_update_in_place(
    plugin: Plugin, kind: str, astray: dict[str, Any]
) -> None:
    inputs, outputs = EVERY[kind]
    diff = plugin.diff(token(kind), {**inputs, **outputs, **astray}, inputs)
    assert list(diff.diffs) == list(astray)
    assert not diff.replaces


@pytest.mark.parametrize("kind", EVERY)
def test_a_preview_of_a_server_that_is_not_there_is_quick_and_names_unknowns(
    plugin: Plugin, kind: str
) -> None:
    _, outputs = plugin.create(token(kind), EVERY[kind][0], preview=True)
    unknown = {name for name, value in opened(outputs).items() if value == UNKNOWN}
    assert unknown == {"RoleRun": {"outputs"}, "GeneratedKey": {"value"}, "Releases": {"releases"}}.get(
        kind, set()
    )


def test_outputs_of_a_role_are_unknown_on_an_update_unless_it_gave_none(plugin: Plugin) -> None:
    news = {**ROLE, "source": "2"}
    silent = plugin.update(token("RoleRun"), "1", {**ROLE, "outputs": {}, "drift": []}, news, preview=True)
    assert opened(silent)["outputs"] == {}
    told = plugin.update(
        token("RoleRun"), "1", {**ROLE, "outputs": {"t": "x"}, "drift": []}, news, preview=True
    )
    assert opened(told)["outputs"] == UNKNOWN


@pytest.mark.parametrize(
    ("records", "place", "reason"),
    [
        ([{"name": "a", "type": "A", "ttl": 1, "values": ["300.0.0.1"]}], "records[0]", "a/A"),
        ([{"name": "a", "type": "A", "ttl": 1}], "records[0]", "values"),
        ([{"name": "a", "type": "A", "ttl": 1, "values": ["192.0.2.1"]}] * 2, "records[1]", "there twice"),
    ],
)
def test_bad_records_are_refused_before_anything_is_sent(
    plugin: Plugin, records: list[dict[str, Any]], place: str, reason: str
) -> None:
    _, faults = plugin.check(token("RecordSet"), {**RECORDS, "records": records})
    assert reason in faults[place]


@pytest.mark.parametrize(
    ("kind", "wrong", "name"),
    [("Server", {"driver": "cloud"}, "driver"), ("GeneratedKey", {"length": 4}, "length"),
     ("GeneratedKey", {"kind": "pin"}, "kind"), ("RecordSet", {"part": "a.b"}, "part"),
     ("RoleRun", {"variables": "x"}, "variables")],
)  # fmt: skip
def test_wrong_values_are_named(plugin: Plugin, kind: str, wrong: dict[str, Any], name: str) -> None:
    _, faults = plugin.check(token(kind), {**EVERY[kind][0], **wrong})
    assert list(faults) == [name]


def test_a_read_that_cannot_look_says_so_as_drift(plugin: Plugin) -> None:
    request = {**RECORDS, "server": "127.0.0.1", "port": 9, "drift": [], "strangers": []}
    answer = plugin.read(token("RecordSet"), "kota.test/dinkes", request, RECORDS)
    assert "no reading of the zone" in str(answer)


class TestCertificate:
    TOKEN = "kominfo:index:PlatformCertificate"
    INPUTS: ClassVar[dict[str, Any]] = {"city": "kota", "names": ["registry.kota.test"]}

    @pytest.fixture
    def state(self, plugin: Plugin) -> dict[str, Any]:
        return dict(opened(plugin.create(self.TOKEN, self.INPUTS)[1]))

    def test_a_fresh_one_stays(self, plugin: Plugin, state: dict[str, Any]) -> None:
        assert not list(plugin.diff(self.TOKEN, state, self.INPUTS).diffs)

    def test_one_near_its_end_is_renewed(self, plugin: Plugin, state: dict[str, Any]) -> None:
        past = datetime.now(UTC) - timedelta(days=825 - 89)
        old = ensure_authority(Home.find().city("kota")).issue(self.INPUTS["names"], now=past)
        diff = plugin.diff(self.TOKEN, {**state, "certificate": old.certificate}, self.INPUTS)
        assert list(diff.diffs) == ["certificate"]

    def test_one_of_another_authority_is_renewed(self, plugin: Plugin, state: dict[str, Any]) -> None:
        assert list(plugin.diff(self.TOKEN, {**state, "ca": "another"}, self.INPUTS).diffs) == ["ca"]

    def test_a_preview_makes_no_authority(self, plugin: Plugin, session_home: Path) -> None:
        plugin.create(self.TOKEN, {**self.INPUTS, "city": "kota-lain"}, preview=True)
        assert not (session_home / "cities/kota-lain").exists()
