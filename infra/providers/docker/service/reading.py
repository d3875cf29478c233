"""The daemon's service -> outputs, in exactly the forms the official plugin records."""

from __future__ import annotations

from typing import Any

from infra.providers.docker.durations import duration
from infra.providers.docker.simple import labels_out
from infra.providers.framework import Properties

_PERMISSIONS = 0o777  # a tmpfs mode keeps only its permission bits: the sticky bit does not come back


def service_outputs(found: dict[str, Any], known: Properties) -> Properties:
    """Outputs; ``known`` gives what the daemon never tells: credentials and how to wait."""
    spec = found["Spec"]
    return {
        "id": found["ID"],
        "name": spec["Name"],
        "labels": labels_out(spec.get("Labels")),
        "auth": known.get("auth"),
        "taskSpec": _task(spec["TaskTemplate"]),
        "mode": _mode(spec["Mode"]),
        "updateConfig": _rollout(spec.get("UpdateConfig")),
        "rollbackConfig": _rollout(spec.get("RollbackConfig")),
        "endpointSpec": _endpoint(found),
        "convergeConfig": known.get("convergeConfig"),
    }


def _task(task: dict[str, Any]) -> Properties:
    return {
        "containerSpec": _container(task["ContainerSpec"]),
        "resources": _resources(task.get("Resources")),
        "restartPolicy": _restart(task.get("RestartPolicy")),
        "placement": _placement(task.get("Placement")),
        "forceUpdate": task.get("ForceUpdate") or 0,
        "runtime": task.get("Runtime") or "",
        "networksAdvanceds": [_attachment(entry) for entry in task.get("Networks") or []],
        "logDriver": _log_driver(task.get("LogDriver")),
    }


def _container(spec: dict[str, Any]) -> Properties:
    return {
        "image": spec["Image"],
        "labels": labels_out(spec.get("Labels")),
        "commands": spec.get("Command") or [],
        "args": spec.get("Args") or [],
        "hostname": spec.get("Hostname") or "",
        "env": dict(entry.partition("=")[::2] for entry in spec.get("Env") or []),
        "dir": spec.get("Dir") or "",
        "user": spec.get("User") or "",
        "groups": spec.get("Groups") or [],
        "privileges": _privileges(spec.get("Privileges")),
        "readOnly": spec.get("ReadOnly") or False,
        "mounts": [_mount(entry) for entry in spec.get("Mounts") or []],
        "stopSignal": spec.get("StopSignal") or "",
        "stopGracePeriod": _span(spec.get("StopGracePeriod")),
        "healthcheck": _healthcheck(spec.get("Healthcheck")),
        "hosts": [_host(entry) for entry in spec.get("Hosts") or []],
        "dnsConfig": _dns(spec.get("DNSConfig")),
        "secrets": [_file(entry, "secret") for entry in spec.get("Secrets") or []],
        "configs": [_file(entry, "config") for entry in spec.get("Configs") or []],
        "isolation": spec.get("Isolation") or "",
        "sysctl": spec.get("Sysctls") or {},
        "capAdds": spec.get("CapabilityAdd") or [],
        "capDrops": spec.get("CapabilityDrop") or [],
        "init": spec.get("Init") or False,
    }


def _span(count: int | None) -> str:
    return "" if count is None else duration(count)


def _privileges(given: dict[str, Any] | None) -> Properties | None:
    if not given:
        return None
    credential, context = given.get("CredentialSpec"), given.get("SELinuxContext")
    if not credential and not context:
        return None
    return {
        "credentialSpec": credential
        and {"file": credential.get("File") or "", "registry": credential.get("Registry") or ""},
        "seLinuxContext": context
        and {
            "disable": context.get("Disable") or False,
            "user": context.get("User") or "",
            "role": context.get("Role") or "",
            "type": context.get("Type") or "",
            "level": context.get("Level") or "",
        },
    }


def _mount(given: dict[str, Any]) -> Properties:
    bind, volume, tmpfs = given.get("BindOptions"), given.get("VolumeOptions"), given.get("TmpfsOptions")
    return {
        "target": given["Target"],
        "source": given.get("Source") or "",
        "type": given["Type"],
        "readOnly": given.get("ReadOnly") or False,
        "bindOptions": None if bind is None else {"propagation": bind.get("Propagation") or ""},
        "volumeOptions": None if volume is None else _volume_options(volume),
        "tmpfsOptions": None
        if tmpfs is None
        else {"sizeBytes": tmpfs.get("SizeBytes") or 0, "mode": (tmpfs.get("Mode") or 0) & _PERMISSIONS},
    }


def _volume_options(given: dict[str, Any]) -> Properties:
    driver = given.get("DriverConfig") or {}
    return {
        "noCopy": given.get("NoCopy") or False,
        "labels": labels_out(given.get("Labels")),
        "driverName": driver.get("Name") or "",
        "driverOptions": driver.get("Options") or {},
    }


def _healthcheck(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    return {
        "tests": given.get("Test") or [],
        "interval": duration(given.get("Interval") or 0),
        "timeout": duration(given.get("Timeout") or 0),
        "startPeriod": duration(given.get("StartPeriod") or 0),
        "retries": given.get("Retries") or 0,
    }


def _host(entry: str) -> Properties:
    address, _, name = entry.partition(" ")
    return {"ip": address, "host": name}


def _dns(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    return {
        "nameservers": given.get("Nameservers") or None,
        "searches": given.get("Search") or None,
        "options": given.get("Options") or None,
    }


def _file(given: dict[str, Any], kind: str) -> Properties:
    word, file = kind.capitalize(), given.get("File") or {}
    return {
        f"{kind}Id": given[f"{word}ID"],
        f"{kind}Name": given.get(f"{word}Name") or "",
        "fileName": file.get("Name") or "",
        "fileUid": file.get("UID") or "0",
        "fileGid": file.get("GID") or "0",
        "fileMode": file.get("Mode") or 0,
    }


def _resources(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    limits, reservation = given.get("Limits"), given.get("Reservations")
    return {
        "limits": None if limits is None else _amounts(limits),
        "reservation": None
        if reservation is None
        else {
            **_amounts(reservation),
            "genericResources": _generic(reservation.get("GenericResources")),
        },
    }


def _amounts(given: dict[str, Any]) -> Properties:
    return {"nanoCpus": given.get("NanoCPUs") or 0, "memoryBytes": given.get("MemoryBytes") or 0}


def _generic(given: list[dict[str, Any]] | None) -> Properties | None:
    if not given:
        return None
    return {
        "namedResourcesSpecs": _pairs(given, "NamedResourceSpec"),
        "discreteResourcesSpecs": _pairs(given, "DiscreteResourceSpec"),
    }


def _pairs(given: list[dict[str, Any]], kind: str) -> list[str]:
    entries = [entry[kind] for entry in given if entry.get(kind)]
    return [f"{entry['Kind']}={entry['Value']}" for entry in entries]


def _restart(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    return {
        "condition": given.get("Condition") or "",
        "delay": _span(given.get("Delay")),
        "maxAttempts": given.get("MaxAttempts") or 0,
        "window": _span(given.get("Window")),
    }


def _placement(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    return {
        "constraints": given.get("Constraints") or [],
        "prefs": [entry["Spread"]["SpreadDescriptor"] for entry in given.get("Preferences") or []],
        "maxReplicas": given.get("MaxReplicas") or 0,
        "platforms": [
            {"architecture": entry.get("Architecture") or "", "os": entry.get("OS") or ""}
            for entry in given.get("Platforms") or []
        ],
    }


def _attachment(given: dict[str, Any]) -> Properties:
    return {
        "id": given["Target"],
        "name": "",
        "aliases": given.get("Aliases") or [],
        "driverOpts": [f"{name}={value}" for name, value in sorted((given.get("DriverOpts") or {}).items())],
    }


def _log_driver(given: dict[str, Any] | None) -> Properties | None:
    return None if given is None else {"name": given["Name"], "options": given.get("Options") or {}}


def _mode(given: dict[str, Any]) -> Properties:
    if given.get("Replicated") is None:
        return {"global": given.get("Global") is not None, "replicated": None}
    return {"global": False, "replicated": {"replicas": given["Replicated"].get("Replicas", 0)}}


def _rollout(given: dict[str, Any] | None) -> Properties | None:
    if given is None:
        return None
    return {
        "parallelism": given.get("Parallelism") or 0,
        "delay": duration(given.get("Delay") or 0),
        "failureAction": given.get("FailureAction") or "",
        "monitor": duration(given.get("Monitor") or 0),
        "maxFailureRatio": str(float(given.get("MaxFailureRatio") or 0)),
        "order": given.get("Order") or "",
    }


def _endpoint(found: dict[str, Any]) -> Properties | None:
    """The endpoint the swarm has made (it knows the ports it chose), else the one that was asked for."""
    endpoint, asked = found.get("Endpoint") or {}, found["Spec"].get("EndpointSpec")
    made = endpoint.get("Spec") or {}
    if made.get("Mode"):
        return {"mode": made["Mode"], "ports": [_port(entry) for entry in endpoint.get("Ports") or []]}
    if asked is None:
        return None
    return {"mode": asked.get("Mode") or "", "ports": [_port(entry) for entry in asked.get("Ports") or []]}


def _port(given: dict[str, Any]) -> Properties:
    return {
        "name": given.get("Name") or "",
        "protocol": given.get("Protocol") or "tcp",
        "targetPort": given.get("TargetPort") or 0,
        "publishedPort": given.get("PublishedPort") or 0,
        "publishMode": given.get("PublishMode") or "ingress",
    }
