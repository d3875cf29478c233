"""A service's inputs -> the daemon's ServiceSpec."""

from __future__ import annotations

from typing import Any

from infra.providers.docker.durations import nanoseconds
from infra.providers.docker.simple import labels_in
from infra.providers.framework import Properties


def service_spec(inputs: Properties, present: Properties | None = None) -> dict[str, Any]:
    """The spec to create or update with; ``present`` is the daemon's spec when there is one.

    Blocks the program leaves out and the daemon may decide (restart policy, placement, endpoint, mode)
    keep what is there.
    """
    present = present or {}
    spec = {
        "Name": inputs["name"],
        "Labels": labels_in(inputs["labels"]) if inputs.get("labels") is not None else present.get("Labels"),
        "TaskTemplate": _task(inputs["taskSpec"], present.get("TaskTemplate") or {}),
        "Mode": _mode(inputs["mode"]) if inputs.get("mode") else present.get("Mode"),
        "UpdateConfig": _rollout(inputs.get("updateConfig")),
        "RollbackConfig": _rollout(inputs.get("rollbackConfig")),
        "EndpointSpec": _endpoint(inputs.get("endpointSpec"), present.get("EndpointSpec")),
    }
    return {name: value for name, value in spec.items() if value is not None}


def _task(given: Properties, present: dict[str, Any]) -> dict[str, Any]:
    task = {
        "ContainerSpec": _container(given["containerSpec"], present.get("ContainerSpec") or {}),
        "Resources": _resources(given["resources"]) if given.get("resources") else present.get("Resources"),
        "RestartPolicy": _restart(given.get("restartPolicy"), present.get("RestartPolicy")),
        "Placement": _placement(given["placement"])
        if given.get("placement")
        else present.get("Placement", {}),
        "ForceUpdate": given["forceUpdate"] if "forceUpdate" in given else present.get("ForceUpdate", 0),
        "Runtime": given.get("runtime") or present.get("Runtime") or "container",
        "Networks": [_attachment(entry) for entry in given.get("networksAdvanceds") or []],
        "LogDriver": _log_driver(given.get("logDriver")),
    }
    return {name: value for name, value in task.items() if value is not None}


def _container(given: Properties, present: dict[str, Any]) -> dict[str, Any]:
    env = given.get("env") or {}
    spec = {
        "Image": given["image"],
        "Labels": labels_in(given.get("labels")),
        "Command": given.get("commands") or None,
        "Args": given.get("args") or None,
        "Hostname": given.get("hostname") or None,
        "Env": [f"{name}={env[name]}" for name in sorted(env)],
        "Dir": given.get("dir") or None,
        "User": given.get("user") or None,
        "Groups": given.get("groups") or None,
        "Privileges": _privileges(given.get("privileges")),
        "ReadOnly": given.get("readOnly") or False,
        "Mounts": [_mount(entry) for entry in given.get("mounts") or []],
        "StopSignal": given.get("stopSignal") or None,
        "StopGracePeriod": _span(given.get("stopGracePeriod"), present.get("StopGracePeriod", 0)),
        "Healthcheck": _healthcheck(given.get("healthcheck"), present.get("Healthcheck", {})),
        "Hosts": [f"{entry['ip']} {entry['host']}" for entry in given.get("hosts") or []],
        "DNSConfig": _dns(given["dnsConfig"]) if given.get("dnsConfig") else present.get("DNSConfig", {}),
        "Secrets": [_file(entry, "secret") for entry in given.get("secrets") or []],
        "Configs": [_file(entry, "config") for entry in given.get("configs") or []],
        "Isolation": given.get("isolation") or "default",
        "Sysctls": given.get("sysctl") or None,
        "CapabilityAdd": given.get("capAdds") or None,
        "CapabilityDrop": given.get("capDrops") or None,
        "Init": given["init"] if "init" in given else present.get("Init", False),
    }
    return {name: value for name, value in spec.items() if value is not None}


def _span(given: str | None, otherwise: Any = None) -> Any:
    return otherwise if given is None else nanoseconds(given)


def _privileges(given: Properties | None) -> dict[str, Any] | None:
    if given is None:
        return None
    result: dict[str, Any] = {}
    if credential := given.get("credentialSpec"):
        words = {"file": "File", "registry": "Registry"}
        result["CredentialSpec"] = {words[name]: value for name, value in credential.items() if name in words}
    if context := given.get("seLinuxContext"):
        result["SELinuxContext"] = {name.capitalize(): value for name, value in context.items()}
    return result


def _mount(given: Properties) -> dict[str, Any]:
    mount: dict[str, Any] = {
        "Type": given["type"],
        "Target": given["target"],
        "Source": given.get("source") or "",
        "ReadOnly": given.get("readOnly") or False,
    }
    if (bind := given.get("bindOptions")) is not None:
        mount["BindOptions"] = {"Propagation": bind.get("propagation") or ""}
    if (tmpfs := given.get("tmpfsOptions")) is not None:
        mount["TmpfsOptions"] = {"SizeBytes": tmpfs.get("sizeBytes") or 0, "Mode": tmpfs.get("mode") or 0}
    if (volume := given.get("volumeOptions")) is not None:
        mount["VolumeOptions"] = {
            "NoCopy": volume.get("noCopy") or False,
            "Labels": labels_in(volume.get("labels")),
            "DriverConfig": {
                "Name": volume.get("driverName") or "",
                "Options": volume.get("driverOptions") or {},
            },
        }
    return mount


def _healthcheck(given: Properties | None, present: dict[str, Any]) -> dict[str, Any]:
    if given is None:
        return present
    return {
        "Test": given["tests"],
        "Interval": nanoseconds(given.get("interval") or "0s"),
        "Timeout": nanoseconds(given.get("timeout") or "0s"),
        "StartPeriod": nanoseconds(given.get("startPeriod") or "0s"),
        "Retries": given.get("retries") or 0,
    }


def _dns(given: Properties) -> dict[str, Any]:
    return {
        "Nameservers": given["nameservers"],
        "Search": given.get("searches") or [],
        "Options": given.get("options") or [],
    }


def _file(given: Properties, kind: str) -> dict[str, Any]:
    word = kind.capitalize()
    return {
        f"{word}ID": given[f"{kind}Id"],
        f"{word}Name": given.get(f"{kind}Name") or "",
        "File": {
            "Name": given["fileName"],
            "UID": given.get("fileUid") or "0",
            "GID": given.get("fileGid") or "0",
            "Mode": given.get("fileMode", 0o444),
        },
    }


def _resources(given: Properties) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if (limits := given.get("limits")) is not None:
        result["Limits"] = _amounts(limits)
    if (reservation := given.get("reservation")) is not None:
        result["Reservations"] = _amounts(reservation)
        if generic := reservation.get("genericResources"):
            result["Reservations"]["GenericResources"] = [*_named(generic), *_discrete(generic)]
    return result


def _amounts(given: Properties) -> dict[str, Any]:
    return {"NanoCPUs": given.get("nanoCpus") or 0, "MemoryBytes": given.get("memoryBytes") or 0}


def _named(given: Properties) -> list[dict[str, Any]]:
    pairs = [entry.partition("=") for entry in given.get("namedResourcesSpecs") or []]
    return [{"NamedResourceSpec": {"Kind": kind, "Value": value}} for kind, _, value in pairs]


def _discrete(given: Properties) -> list[dict[str, Any]]:
    pairs = [entry.partition("=") for entry in given.get("discreteResourcesSpecs") or []]
    return [{"DiscreteResourceSpec": {"Kind": kind, "Value": int(value)}} for kind, _, value in pairs]


def _restart(given: Properties | None, present: dict[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return present or {}
    return {
        "Condition": given.get("condition") or "",
        "Delay": nanoseconds(given.get("delay") or "0s"),
        "MaxAttempts": given.get("maxAttempts") or 0,
        "Window": nanoseconds(given.get("window") or "0s"),
    }


def _placement(given: Properties) -> dict[str, Any]:
    return {
        "Constraints": given.get("constraints") or [],
        "Preferences": [{"Spread": {"SpreadDescriptor": entry}} for entry in given.get("prefs") or []],
        "MaxReplicas": given.get("maxReplicas") or 0,
        "Platforms": [
            {"Architecture": entry["architecture"], "OS": entry["os"]}
            for entry in given.get("platforms") or []
        ],
    }


def _attachment(given: Properties) -> dict[str, Any]:
    options = [entry.partition("=") for entry in given.get("driverOpts") or []]
    return {
        "Target": given.get("id") or given.get("name"),
        "Aliases": given.get("aliases") or [],
        "DriverOpts": {name: value for name, _, value in options},
    }


def _log_driver(given: Properties | None) -> dict[str, Any] | None:
    return None if given is None else {"Name": given["name"], "Options": given.get("options") or {}}


def _mode(given: Properties) -> dict[str, Any]:
    if given.get("global"):
        return {"Global": {}}
    return {"Replicated": {"Replicas": (given.get("replicated") or {}).get("replicas", 1)}}


def _rollout(given: Properties | None) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "Parallelism": given.get("parallelism", 1),
        "Delay": nanoseconds(given.get("delay") or "0s"),
        "FailureAction": given.get("failureAction") or "pause",
        "Monitor": nanoseconds(given.get("monitor") or "5s"),
        "MaxFailureRatio": float(given.get("maxFailureRatio") or 0),
        "Order": given.get("order") or "stop-first",
    }


def _endpoint(given: Properties | None, present: dict[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return present or {}
    return {
        "Mode": given.get("mode") or (present or {}).get("Mode") or "vip",
        "Ports": [
            {
                "Name": entry.get("name") or "",
                "Protocol": entry.get("protocol") or "tcp",
                "TargetPort": entry["targetPort"],
                "PublishedPort": entry.get("publishedPort") or 0,
                "PublishMode": entry.get("publishMode") or "ingress",
            }
            for entry in given.get("ports") or []
        ],
    }
