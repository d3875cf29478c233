"""docker:index/secret:Secret and docker:index/serviceConfig:ServiceConfig: the swarm's small files."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, ClassVar

from infra.backends.docker.daemon import DaemonError
from infra.errors import KominfoError, Problem
from infra.providers.docker.fields import labels, resource_schema, text
from infra.providers.docker.simple import Simple, labels_in, labels_out
from infra.providers.framework import UNKNOWN, Failure, Progress, Properties

SECRET_FIELDS = {
    "name": text(required=True, replace=True),
    "data": text(required=True, replace=True),
    "labels": labels(replace=True),
}
CONFIG_FIELDS = {
    "name": text(required=True, replace=True),
    "data": text(replace=True),
    "dataRaw": text(replace=True),
    "labels": labels(replace=True),
}


class _SwarmFile(Simple):
    folder: ClassVar[str]

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        checked, failures = super().check(inputs)
        data = inputs.get("data")
        if isinstance(data, str) and not _is_base64(data):
            failures.append(Failure("data", "must be base64"))
        return checked, failures

    def inspect(self, id: str) -> Any | None:  # noqa: A002 (Pulumi's own word)
        return self.settings.daemon.find(f"/{self.folder}/{id}")

    def by_name(self, name: str) -> Any | None:
        filters = json.dumps({"name": [name]})  # the daemon's filter matches beginnings of names
        found = self.settings.daemon.get(f"/{self.folder}", {"filters": filters})
        return next((item for item in found if item["Spec"]["Name"] == name), None)

    def make(self, inputs: Properties) -> Any:
        made = self.settings.daemon.post(
            f"/{self.folder}/create",
            {
                "Name": inputs["name"],
                "Labels": labels_in(inputs.get("labels")),
                "Data": _content(inputs),
            },
        )
        return self.settings.daemon.get(f"/{self.folder}/{made['ID']}")

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        self.settings.daemon.delete(f"/{self.folder}/{id}")


class Secret(_SwarmFile):
    token = "docker:index/secret:Secret"  # noqa: S105 (a type's name, not a secret)
    kind = "secret"
    folder = "secrets"
    fields: ClassVar = SECRET_FIELDS
    schema = resource_schema(SECRET_FIELDS)
    secret_inputs = frozenset({"data"})
    secret_outputs = frozenset({"data"})

    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        return found["ID"], {
            "id": found["ID"],
            "name": found["Spec"]["Name"],
            "data": known.get("data"),  # the daemon never tells
            "labels": labels_out(found["Spec"].get("Labels")),
        }

    def adopt(self, found: Any, inputs: Properties) -> Any:
        """Its content cannot be asked for and may be another: make it anew if nothing uses it."""
        try:
            self.settings.daemon.delete(f"/{self.folder}/{found['ID']}")
        except DaemonError as error:
            raise KominfoError(
                Problem(
                    place=f"secret {inputs['name']}",
                    path="",
                    fault=f"secret with name {inputs['name']} already exists",
                    reason=f"its content cannot be compared and it cannot be made anew: {error.message}",
                    remedy="give the new content a new name",
                )
            ) from error
        return self.make(inputs)


class ServiceConfig(_SwarmFile):
    token = "docker:index/serviceConfig:ServiceConfig"  # noqa: S105 (a type's name, not a secret)
    kind = "config"
    folder = "configs"
    fields: ClassVar = CONFIG_FIELDS
    schema = resource_schema(CONFIG_FIELDS)

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        checked, failures = super().check(inputs)
        if (inputs.get("data") is None) == (inputs.get("dataRaw") is None):
            failures.append(Failure("data", "give exactly one of data and dataRaw"))
        return checked, failures

    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        data = found["Spec"].get("Data") or ""
        raw = known.get("dataRaw")
        if raw not in (None, UNKNOWN):
            raw = base64.b64decode(data).decode(errors="replace")
        return found["ID"], {
            "id": found["ID"],
            "name": found["Spec"]["Name"],
            "data": None if raw is not None else data,
            "dataRaw": raw,
            "labels": labels_out(found["Spec"].get("Labels")),
        }


def _content(inputs: Properties) -> str:
    if inputs.get("dataRaw") is not None:
        return base64.b64encode(inputs["dataRaw"].encode()).decode()
    return str(inputs["data"])


def _is_base64(data: str) -> bool:
    try:
        base64.b64decode(data, validate=True)
    except binascii.Error:
        return False
    return True
