"""docker:index/volume:Volume."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from infra.backends.docker.daemon import DaemonError
from infra.providers.docker.fields import labels, mapping, resource_schema, text
from infra.providers.docker.simple import Simple, labels_in, labels_out
from infra.providers.framework import Progress, Properties

FIELDS = {
    "name": text(required=True, replace=True),
    "labels": labels(replace=True),
    "driver": text(computed=True, replace=True),
    "driverOpts": mapping(replace=True),
    "mountpoint": text(output_only=True),
    "cluster": text(output_only=True),
}
RELEASE_SECONDS = 30.0


class Volume(Simple):
    """A volume of the one node the provider talks to: local volumes are not known to the swarm."""

    token = "docker:index/volume:Volume"  # noqa: S105 (a type's name, not a secret)
    kind = "volume"
    fields: ClassVar = FIELDS
    schema = resource_schema(FIELDS)

    def inspect(self, id: str) -> Any | None:  # noqa: A002 (Pulumi's own word)
        return self.settings.daemon.find(f"/volumes/{id}")

    def by_name(self, name: str) -> Any | None:
        return self.inspect(name)

    def make(self, inputs: Properties) -> Any:
        self.settings.daemon.post(
            "/volumes/create",
            {
                "Name": inputs["name"],
                "Driver": inputs.get("driver") or "local",
                "DriverOpts": inputs.get("driverOpts") or {},
                "Labels": labels_in(inputs.get("labels")),
            },
        )
        return self.settings.daemon.get(f"/volumes/{inputs['name']}")

    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        return found["Name"], {
            "id": found["Name"],
            "name": found["Name"],
            "labels": labels_out(found.get("Labels")),
            "driver": found["Driver"],
            "driverOpts": found.get("Options") or {},
            "mountpoint": found["Mountpoint"],
            "cluster": None,
        }

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Containers of a service that has just gone hold the volume for some seconds more."""
        deadline = time.monotonic() + RELEASE_SECONDS
        while True:
            try:
                return self.settings.daemon.delete(f"/volumes/{id}", {"force": "true"})
            except DaemonError as error:
                if "volume is in use" not in error.message or time.monotonic() > deadline:
                    raise
                progress(f"volume {id}: waiting until no container uses it")
                time.sleep(1)
