"""docker:index/network:Network."""

from __future__ import annotations

import json
import time
from typing import Any, ClassVar

from infra.backends.docker.daemon import DaemonError
from infra.errors import KominfoError, Problem
from infra.providers.docker.fields import block_set, flag, labels, mapping, resource_schema, text
from infra.providers.docker.simple import Simple, labels_in, labels_out
from infra.providers.framework import Progress, Properties

FIELDS = {
    "name": text(required=True, replace=True),
    "labels": labels(replace=True),
    "driver": text(computed=True, replace=True),
    "options": mapping(computed=True, replace=True),
    "internal": flag(computed=True, replace=True),
    "attachable": flag(replace=True),
    "ingress": flag(replace=True),
    "ipv6": flag(replace=True),
    "ipamDriver": text(default="default", replace=True),
    "ipamOptions": mapping(computed=True, replace=True),
    "ipamConfigs": block_set(
        {"subnet": text(), "gateway": text(), "ipRange": text(), "auxAddress": mapping()},
        computed=True,
        replace=True,
    ),
    "scope": text(output_only=True),
}
SETTLE_SECONDS = 30.0
POLL_SECONDS = 0.25


class Network(Simple):
    token = "docker:index/network:Network"  # noqa: S105 (a type's name, not a secret)
    kind = "network"
    fields: ClassVar = FIELDS
    schema = resource_schema(FIELDS)

    def inspect(self, id: str) -> Any | None:  # noqa: A002 (Pulumi's own word)
        return self.settings.daemon.find(f"/networks/{id}")

    def by_name(self, name: str) -> Any | None:
        filters = json.dumps({"name": [name]})  # the daemon's filter matches parts of names
        found = self.settings.daemon.get("/networks", {"filters": filters})
        match = next((network for network in found if network["Name"] == name), None)
        return None if match is None else self._settled(match["Id"])

    def make(self, inputs: Properties) -> Any:
        made = self.settings.daemon.post("/networks/create", request(inputs))
        return self._settled(made["Id"])

    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        return found["Id"], {"id": found["Id"], **reading(found)}

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Tasks of a service that has just gone hold the network for some seconds more."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            try:
                return self.settings.daemon.delete(f"/networks/{id}")
            except DaemonError as error:
                if not _in_use(error) or time.monotonic() > deadline:
                    raise
                progress(f"network {state.get('name', id)}: waiting until nothing uses it")
                time.sleep(POLL_SECONDS * 4)

    def _settled(self, id: str) -> Any:  # noqa: A002 (Pulumi's own word)
        """A swarm gives a network its driver, number and subnet a moment after it is made."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            found = self.settings.daemon.get(f"/networks/{id}")
            if found["Scope"] != "swarm" or _allocated(found):
                return found
            if time.monotonic() > deadline:
                raise KominfoError(
                    Problem(
                        place=f"network {found['Name']}",
                        path="",
                        fault=f"the swarm gave it no subnet within {SETTLE_SECONDS:.0f} s",
                        reason="the address pools may be used up or the managers have no leader",
                    )
                )
            time.sleep(POLL_SECONDS)


def _allocated(found: Any) -> bool:
    numbered = bool(found.get("Options")) or found["Driver"] != "overlay"
    return bool(found["Driver"]) and numbered and bool((found.get("IPAM") or {}).get("Config"))


def _in_use(error: DaemonError) -> bool:
    return "has active endpoints" in error.message or "in use by task" in error.message


def request(inputs: Properties) -> dict[str, Any]:
    """The body of the daemon's create request."""
    ipam = {
        "Driver": inputs.get("ipamDriver") or "default",
        "Options": inputs.get("ipamOptions") or {},
        "Config": [
            {
                "Subnet": entry.get("subnet") or "",
                "Gateway": entry.get("gateway") or "",
                "IPRange": entry.get("ipRange") or "",
                "AuxiliaryAddresses": entry.get("auxAddress") or {},
            }
            for entry in inputs.get("ipamConfigs") or []
        ],
    }
    return {
        "Name": inputs["name"],
        "CheckDuplicate": True,
        "Labels": labels_in(inputs.get("labels")),
        "Driver": inputs.get("driver") or "bridge",
        "Options": inputs.get("options") or {},
        "Internal": inputs.get("internal") or False,
        "Attachable": inputs.get("attachable") or False,
        "Ingress": inputs.get("ingress") or False,
        "EnableIPv6": inputs.get("ipv6") or False,
        "IPAM": ipam,
    }


def reading(found: Any) -> Properties:
    """The outputs of what the daemon says."""
    ipam = found.get("IPAM") or {}
    return {
        "name": found["Name"],
        "labels": labels_out(found.get("Labels")),
        "driver": found["Driver"],
        "options": found.get("Options") or {},
        "internal": found["Internal"],
        "attachable": found["Attachable"],
        "ingress": found["Ingress"],
        "ipv6": found["EnableIPv6"],
        "ipamDriver": ipam.get("Driver") or "",
        "ipamOptions": ipam.get("Options") or {},
        "ipamConfigs": [
            {
                "subnet": entry.get("Subnet") or "",
                "gateway": entry.get("Gateway") or "",
                "ipRange": entry.get("IPRange") or "",
                "auxAddress": entry.get("AuxiliaryAddresses") or entry.get("AuxAddress") or {},
            }
            for entry in ipam.get("Config") or []
        ],
        "scope": found["Scope"],
    }
