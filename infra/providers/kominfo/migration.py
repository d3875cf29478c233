"""kominfo:index:Migration: brings a database to what a release needs, before that release serves."""

from __future__ import annotations

from typing import ClassVar

from infra.backends.docker import Credential, Daemon, Job, endpoint, run_job
from infra.plan import names
from infra.providers.framework import Progress, Properties, Reading, State
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    NUMBER,
    OBJECT,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource

SECONDS = 900.0
MODE = 0o444


class Migration(PlainResource):
    """Runs once for each image: when it fails, whatever waits for it stays as it was.

    All but ``image`` and ``command`` says how it runs, and makes no other migration of it.
    """

    token = "kominfo:index:Migration"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "service"})
    secret_inputs = frozenset({"registry"})
    secret_outputs = frozenset({"registry"})
    schema: ClassVar = resource_schema(
        "One command in an image, run to its end in the swarm.",
        {
            "city": CITY,
            "stack": described(TEXT, "Whose it is."),
            "service": described(TEXT, "Whose next release it prepares."),
            "host": described(TEXT, "Docker's daemon on a manager."),
            "sshOptions": described(TEXTS, "The way there."),
            "registry": described(OBJECT, "address, user, password.", secret=True),
            "image": described(TEXT, "By digest."),
            "command": described(TEXTS, "The program and its arguments."),
            "environment": described(OBJECT, "Name to value."),
            "secrets": described(ANYS, "id, name and file of each."),
            "networks": described(TEXTS, "Ids."),
            "egress": described(TEXT, "The label that says what it may connect to."),
            "memory": described(NUMBER, "Its limit, bytes."),
            "scratch": described(TEXTS, "Folders in memory."),
            "volume": described(OBJECT, "name, path and server of the files that it may write; empty: none."),
        },
        {},
    )
    quiet = frozenset(schema["inputProperties"]) - {"city", "service", "image", "command"}

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return inputs

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        progress(f"preparing the database of {inputs['service']}")
        daemon = Daemon(endpoint(inputs["host"], tuple(inputs["sshOptions"])))
        registry = inputs["registry"]
        credential = Credential(registry["address"], registry["user"], registry["password"])
        try:
            run_job(daemon, _job(inputs), credential, SECONDS, progress)
        finally:
            daemon.endpoint.close()
        return f"{inputs['city']}/{inputs['service']}", inputs

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, inputs, state) if state else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """What it did is the database's own."""


def _job(inputs: Properties) -> Job:
    volume = inputs["volume"]
    mounts = [{"Type": "tmpfs", "Target": folder} for folder in inputs["scratch"]]
    if volume:
        mounts.append({"Type": "volume", "Source": volume["name"], "Target": volume["path"]})
    container = {
        "Image": inputs["image"],
        "Args": list(inputs["command"]),
        "Env": [f"{name}={value}" for name, value in sorted(inputs["environment"].items())],
        "Labels": {names.EGRESS_LABEL: inputs["egress"]},
        "ReadOnly": True,
        "Init": True,
        "CapabilityDrop": ["ALL"],
        "Healthcheck": {"Test": ["NONE"]},
        "Mounts": mounts,
        "Secrets": [
            {
                "SecretID": one["id"],
                "SecretName": one["name"],
                "File": {"Name": one["file"], "UID": "0", "GID": "0", "Mode": MODE},
            }
            for one in inputs["secrets"]
        ],
    }
    return Job(
        f"{inputs['service']}-migration",
        container,
        tuple(inputs["networks"]),
        {names.STACK_LABEL: inputs["stack"]},
        int(inputs["memory"]),
        (f"node.hostname=={volume['server']}",) if volume else (),
    )
