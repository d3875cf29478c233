"""State written by the official plugin 5.2.0 must stay as it is under ours, and ours must have its shape."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.providers.docker.compare import completed, decide, faults, imported, wanted
from infra.providers.docker.network import FIELDS as NETWORK
from infra.providers.docker.secret import CONFIG_FIELDS, SECRET_FIELDS
from infra.providers.docker.service.fields import SERVICE
from infra.providers.docker.service.reading import service_outputs
from infra.providers.docker.service.spec import service_spec
from infra.providers.docker.volume import FIELDS as VOLUME
from infra.providers.framework import UNKNOWN
from tests.support.plugin import Plugin, secret

RECORDED = json.loads((Path(__file__).parent / "recorded/docker-plugin-5.2.0-state.json").read_text())
FIELDS = {
    "docker:index/network:Network": NETWORK,
    "docker:index/volume:Volume": VOLUME,
    "docker:index/secret:Secret": SECRET_FIELDS,
    "docker:index/serviceConfig:ServiceConfig": CONFIG_FIELDS,
    "docker:index/service:Service": SERVICE,
}
DECLARED = [entry for entry in RECORDED if entry["type"] in FIELDS]
SERVICES = [entry for entry in RECORDED if entry["type"].endswith(":Service")]
Inputs = dict[str, Any]


def own(value: Any) -> Any:
    """Without the keys the official plugin keeps for itself."""
    if isinstance(value, dict):
        return {key: own(item) for key, item in value.items() if not key.startswith("__")}
    return [own(item) for item in value] if isinstance(value, list) else value


def on_the_wire(value: Any) -> Any:
    """State files keep a secret as JSON text under ``plaintext``; the engine sends its value."""
    if isinstance(value, dict):
        if "plaintext" in value:
            return secret(json.loads(value["plaintext"]))
        return {key: on_the_wire(item) for key, item in value.items()}
    return [on_the_wire(item) for item in value] if isinstance(value, list) else value


def name_of(entry: Inputs) -> str:
    return f"{entry['type'].rpartition(':')[2]}-{entry['inputs'].get('name')}"


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    plugin = Plugin.docker()
    yield plugin
    plugin.stop()


@pytest.mark.parametrize("entry", RECORDED, ids=name_of)
def test_the_official_state_is_unchanged_under_ours(plugin: Plugin, entry: Inputs) -> None:
    state, inputs = on_the_wire(entry["outputs"]), own(entry["inputs"])
    diff = plugin.diff(entry["type"], state, inputs, entry["inputs"])
    assert diff.changes == diff.DIFF_NONE, list(diff.diffs)


@pytest.mark.parametrize("entry", DECLARED, ids=name_of)
def test_check_fills_in_what_the_official_check_fills_in(entry: Inputs) -> None:
    """Nothing more, nothing less: the recorded inputs went through the official check."""
    recorded = own(entry["inputs"])
    program = without_defaults(entry["inputs"])
    assert completed(FIELDS[entry["type"]], program) == recorded
    assert faults(FIELDS[entry["type"]], {**program, "data": "aXNp"} if "data" in program else program) == []


def without_defaults(value: Any) -> Any:
    if isinstance(value, dict):
        filled = {*value.get("__defaults", []), "__defaults"}
        return {key: without_defaults(item) for key, item in value.items() if key not in filled}
    return [without_defaults(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("entry", DECLARED, ids=name_of)
def test_every_recorded_output_is_one_of_ours(entry: Inputs) -> None:
    assert set(own(entry["outputs"])) == set(FIELDS[entry["type"]]) | {"id"}


@pytest.mark.parametrize("entry", SERVICES, ids=name_of)
def test_a_service_read_back_has_the_recorded_form(entry: Inputs) -> None:
    """Inputs -> the daemon's spec -> outputs: the very outputs the official plugin recorded."""
    inputs, outputs = own(entry["inputs"]), own(entry["outputs"])
    found = {"ID": entry["id"], "Spec": service_spec(inputs)}
    read = service_outputs(found, inputs)
    if "restartPolicy" not in inputs["taskSpec"]:  # the daemon's to fill in; nobody else answers here
        read["taskSpec"].pop("restartPolicy")
        outputs["taskSpec"].pop("restartPolicy")
    assert with_placement(read) == with_placement(outputs)


def with_placement(outputs: Inputs) -> Inputs:
    """A service without a placement gets an empty one from the daemon."""
    outputs = copy.deepcopy(outputs)
    empty = {"constraints": [], "maxReplicas": 0, "platforms": [], "prefs": []}
    outputs["taskSpec"]["placement"] = outputs["taskSpec"]["placement"] or empty
    return outputs


@pytest.mark.parametrize("entry", SERVICES, ids=name_of)
def test_an_imported_service_differs_in_nothing(entry: Inputs) -> None:
    outputs = own(entry["outputs"])
    inputs = imported(SERVICE, outputs)
    assert not decide(SERVICE, outputs, completed(SERVICE, inputs)).changed


def edited(entry: Inputs, change: Callable[[Inputs], object]) -> Inputs:
    inputs: Inputs = copy.deepcopy(own(entry["inputs"]))
    change(inputs)
    return inputs


def container(inputs: Inputs) -> Inputs:
    found: Inputs = inputs["taskSpec"]["containerSpec"]
    return found


FULL = SERVICES[-1]
IN_PLACE: dict[str, tuple[str, Callable[[Inputs], object]]] = {
    "env": ("taskSpec", lambda i: container(i)["env"].update(V="3")),
    "image": ("taskSpec", lambda i: container(i).update(image="kominfo/test:2")),
    "command": ("taskSpec", lambda i: container(i)["args"].append("--more")),
    "secret": ("taskSpec", lambda i: container(i)["configs"][0].update(configId="other")),
    "a mount less": ("taskSpec", lambda i: container(i)["mounts"].pop()),
    "health check": ("taskSpec", lambda i: container(i)["healthcheck"].update(interval="3s")),
    "a constraint more": ("taskSpec", lambda i: i["taskSpec"]["placement"]["constraints"].append("x==y")),
    "log driver gone": ("taskSpec", lambda i: i["taskSpec"].pop("logDriver")),
    "memory": ("taskSpec", lambda i: i["taskSpec"]["resources"]["limits"].update(memoryBytes=1)),
    "replicas": ("mode", lambda i: i["mode"]["replicated"].update(replicas=3)),
    "labels": ("labels", lambda i: i["labels"].append({"label": "a", "value": "b"})),
    "update config": ("updateConfig", lambda i: i["updateConfig"].update(order="stop-first")),
    "update config gone": ("updateConfig", lambda i: i.pop("updateConfig")),
    "endpoint": ("endpointSpec", lambda i: i["endpointSpec"].update(mode="vip")),
    "unknown image": ("taskSpec", lambda i: container(i).update(image=UNKNOWN)),
}
REPLACES: dict[str, tuple[str, Callable[[Inputs], object]]] = {
    "name": ("name", lambda i: i.update(name="other")),
    "mode": ("mode", lambda i: i.update(mode={"global": True})),
    "credentials": ("auth", lambda i: i.update(auth={"serverAddress": "r:5000", "username": "u"})),
    "network": ("taskSpec", lambda i: i["taskSpec"]["networksAdvanceds"][0].update(id="other")),
    "network by name": (
        "taskSpec",
        lambda i: i["taskSpec"].update(networksAdvanceds=[{"name": "edge"}, {"name": "opd-dinkes"}]),
    ),
    "alias": ("taskSpec", lambda i: i["taskSpec"]["networksAdvanceds"][0].update(aliases=["x"])),
    "a network less": ("taskSpec", lambda i: i["taskSpec"]["networksAdvanceds"].pop()),
    "unknown network": ("taskSpec", lambda i: i["taskSpec"]["networksAdvanceds"][0].update(id=UNKNOWN)),
    "hosts": ("taskSpec", lambda i: container(i).update(hosts=[{"host": "h", "ip": "10.0.0.1"}])),
}


@pytest.mark.parametrize("change", IN_PLACE)
def test_a_service_is_changed_in_place(change: str) -> None:
    name, edit = IN_PLACE[change]
    diff = decide(SERVICE, own(FULL["outputs"]), edited(FULL, edit))
    assert (diff.update, diff.replace) == ([name], [])


@pytest.mark.parametrize("change", REPLACES)
def test_a_service_is_replaced(change: str) -> None:
    name, edit = REPLACES[change]
    diff = decide(SERVICE, own(FULL["outputs"]), edited(FULL, edit))
    assert diff.replace == [name]
    assert diff.delete_before_replace == (change != "name")


ORDERS: dict[str, Callable[[Inputs], object]] = {
    "mounts": lambda i: container(i)["mounts"].reverse(),
    "networks": lambda i: i["taskSpec"]["networksAdvanceds"].reverse(),
    "a minute in seconds": lambda i: i["convergeConfig"].update(timeout="1m"),
    "a ratio": lambda i: i["updateConfig"].update(maxFailureRatio="0"),
    "computed blocks left out": lambda i: (
        i["taskSpec"].pop("placement"),
        i["taskSpec"].pop("restartPolicy"),
    ),
}


@pytest.mark.parametrize("change", ORDERS)
def test_another_way_of_saying_the_same_is_no_change(change: str) -> None:
    assert not decide(SERVICE, own(FULL["outputs"]), edited(FULL, ORDERS[change])).changed


@pytest.mark.parametrize("entry", [e for e in DECLARED if e not in SERVICES], ids=name_of)
def test_every_change_of_the_others_replaces(entry: Inputs) -> None:
    fields, inputs = FIELDS[entry["type"]], own(entry["inputs"])
    labels = [{"label": "a", "value": "b"}]
    diff = decide(fields, own(entry["outputs"]), {**inputs, "labels": labels})
    assert (diff.replace, diff.delete_before_replace) == (["labels"], True)


def test_a_network_with_a_subnet_and_no_gateway_is_replaced_after_a_refresh() -> None:
    """As measured with the official plugin: the program writes the gateway out."""
    entry = RECORDED[0]
    inputs = edited(entry, lambda i: i["ipamConfigs"][0].pop("gateway"))
    assert decide(NETWORK, own(entry["outputs"]), inputs).replace == ["ipamConfigs"]


def test_wanted_says_nothing_of_what_the_daemon_decides() -> None:
    asked = wanted(SERVICE, {"name": "x", "taskSpec": {"containerSpec": {"image": "i"}}})
    assert "mode" not in asked
    assert "restartPolicy" not in asked["taskSpec"]
    assert asked["taskSpec"]["containerSpec"]["env"] == {}
    assert asked["updateConfig"] is None
