"""docker:index/image:Image."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any, ClassVar

from infra.providers.docker.compare import faults
from infra.providers.docker.fields import block, flag, mapping, resource_schema, text, texts
from infra.providers.docker.image.build import auth, build, push
from infra.providers.docker.image.context import DOCKERFILE, Context
from infra.providers.docker.settings import Settings, registry_of
from infra.providers.framework import (
    UNKNOWN,
    Diff,
    Failure,
    Progress,
    Properties,
    Reading,
    Resource,
    State,
    has_unknown,
)

FIELDS = {
    "imageName": text(required=True),
    "build": block(
        {
            "addHosts": texts(),
            "args": mapping(),
            "builderVersion": text(choices=("BuilderV1", "BuilderBuildKit")),
            "cacheFrom": block({"images": texts()}),
            "context": text(),
            "contextDigest": text(),
            "dockerfile": text(),
            "network": text(),
            "platform": text(),
            "target": text(),
        }
    ),
    "buildOnPreview": flag(),
    "registry": block({"server": text(), "username": text(), "password": text()}),
    "skipPush": flag(),
    "baseImageName": text(output_only=True),
    "context": text(output_only=True),
    "dockerfile": text(output_only=True),
    "platform": text(output_only=True),
    "registryServer": text(output_only=True),
    "repoDigest": text(output_only=True),
}
_INPUTS = ("imageName", "build", "buildOnPreview", "registry", "skipPush")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class Image(Resource):
    """Built by the daemon from a folder of this machine, and pushed; never removed from a registry."""

    token = "docker:index/image:Image"  # noqa: S105 (a type's name, not a secret)
    schema: ClassVar = resource_schema(FIELDS)
    # The official plugin reads the inputs back from here, and marks them so.
    secret_outputs = frozenset({"__inputs"})

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        failures = faults(FIELDS, inputs)
        name, building = inputs.get("imageName"), dict(inputs.get("build") or {})
        pushes = inputs.get("skipPush") is not True
        if isinstance(name, str) and pushes and registry_of(name) == "docker.io":
            failures.append(Failure("imageName", f"{name} must begin with the registry's host to be pushed"))
        if building.get("builderVersion") not in ("BuilderV1", UNKNOWN):
            reason = "only BuilderV1 is built by this plugin; the default of the SDK is BuilderBuildKit"
            failures.append(Failure("build.builderVersion", reason))
        if not failures:
            building.setdefault("platform", _host_platform())
            if not has_unknown([building.get("context"), building.get("dockerfile")]):
                context = context_of(building)
                if fault := context.faults():
                    return inputs, [Failure("build.dockerfile", fault)]
                building["contextDigest"] = context.digest()
        defaults = {"buildOnPreview": False, "skipPush": False}
        return {**defaults, **inputs, "build": building}, failures

    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (Pulumi's own word)
        """Any other input builds again, in place; registry users and passwords change without a build."""
        changed = [name for name in _INPUTS if _relevant(state.inputs, name) != _relevant(inputs, name)]
        return Diff.of(replace=[], update=changed)

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        del state
        outputs = {"baseImageName": inputs["imageName"], "imageName": inputs["imageName"]}
        return {
            **outputs,
            **dict.fromkeys(("context", "dockerfile", "platform", "registryServer"), UNKNOWN),
        } | {"repoDigest": UNKNOWN}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        return inputs["imageName"], self._made(inputs, progress)

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self._made(inputs, progress)

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        """Like the official plugin, asks nobody whether the registry still holds the digest."""
        if not state:
            raise ValueError("an image cannot be imported: let the program build it")
        return Reading(id, inputs, {**state, "__inputs": inputs})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Images stay, in the daemon and in the registry: tags have another owner."""

    def _made(self, inputs: Properties, progress: Progress) -> Properties:
        name, building = inputs["imageName"], inputs["build"]
        context = context_of(building)
        given = auth(inputs.get("registry"), registry_of(name))
        known = (*self.settings.credentials, *((given,) if given else ()))
        build(self.settings.daemon, name, context, building, known, progress)
        outputs: dict[str, Any] = {
            "__inputs": inputs,
            "baseImageName": name,
            "context": building.get("context") or ".",
            "dockerfile": context.inner_dockerfile,
            "imageName": name,
            "platform": building["platform"],
            "registryServer": (inputs.get("registry") or {}).get("server") or "",
        }
        if not inputs.get("skipPush"):
            credential = given or self.settings.credential(registry_of(name))
            outputs["repoDigest"] = push(self.settings.daemon, name, credential, progress)
        return outputs


def context_of(building: Properties) -> Context:
    folder = building.get("context") or "."
    return Context(Path(folder), Path(building.get("dockerfile") or Path(folder, DOCKERFILE)))


def _relevant(inputs: Properties, name: str) -> Any:
    value = inputs.get(name)
    if name == "registry":
        return (value or {}).get("server")
    return value


def _host_platform() -> str:
    machine = platform.machine()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"
