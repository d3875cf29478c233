"""What is dropped from a state goes whole, and nothing waits for it any more."""

from __future__ import annotations

from infra.engine.checkpoint import Checkpoint
from infra.engine.forget import without


def resource(type_: str, name: str, server: str = "", **more: object) -> dict[str, object]:
    return {"urn": f"urn:{name}", "type": type_, "inputs": {"server": server} if server else {}, **more}


STATE = [
    {"urn": "urn:stack", "type": "pulumi:pulumi:Stack"},
    resource("kominfo:index:Server", "satu", "satu"),
    resource("kominfo:index:Server", "dua", "dua"),
    resource("kominfo:index:RoleRun", "dua-base", "dua", dependencies=["urn:dua"]),
    resource(
        "kominfo:index:RoleRun",
        "satu-base",
        "satu",
        dependencies=["urn:satu", "urn:dua-base"],
        propertyDependencies={"variables": ["urn:dua-base", "urn:satu"], "role": None},
    ),
    resource("kominfo:index:Edge", "dua-routes", "dua"),
    resource("kominfo:index:RecordSet", "records", "dua"),
]


def test_a_servers_own_resources_are_known_from_others() -> None:
    found = [one["urn"] for one in Checkpoint({"resources": STATE}).of_server("dua")]
    assert found == ["urn:dua", "urn:dua-base", "urn:dua-routes"]


def test_what_is_dropped_is_nobodys_dependency() -> None:
    exported = {"version": 3, "deployment": {"manifest": {"time": "t"}, "resources": STATE}}
    left = without(exported, {"urn:dua", "urn:dua-base", "urn:dua-routes"})
    assert left["version"] == 3
    assert left["deployment"]["manifest"] == {"time": "t"}
    resources = {one["urn"]: one for one in left["deployment"]["resources"]}
    assert list(resources) == ["urn:stack", "urn:satu", "urn:satu-base", "urn:records"]
    assert resources["urn:satu-base"]["dependencies"] == ["urn:satu"]
    assert resources["urn:satu-base"]["propertyDependencies"] == {"variables": ["urn:satu"], "role": []}


def test_an_empty_state_stays_one() -> None:
    assert without({"deployment": {}}, {"urn:dua"}) == {"deployment": {"resources": []}}
