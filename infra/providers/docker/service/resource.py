"""docker:index/service:Service."""

from __future__ import annotations

import json
import time
from typing import Any, ClassVar

from infra.errors import KominfoError
from infra.providers.docker.compare import differences
from infra.providers.docker.durations import seconds
from infra.providers.docker.fields import resource_schema
from infra.providers.docker.service import converge
from infra.providers.docker.service.fields import SERVICE
from infra.providers.docker.service.reading import service_outputs
from infra.providers.docker.service.spec import service_spec
from infra.providers.docker.simple import OWNER, Declared, labels_in, taken
from infra.providers.framework import Failure, Progress, Properties, State, UnfinishedError

SETTLE_SECONDS = 10.0
GOODBYE_SECONDS = 10.0
# An update goes from server to server, and each may need as long as what it stops is given to finish.
EVERYWHERE_AT_ONCE, EVERYWHERE_IN_TURN = "3m", "20m"


class Service(Declared):
    token = "docker:index/service:Service"  # noqa: S105 (a type's name, not a secret)
    kind = "service"
    fields: ClassVar = SERVICE
    schema = resource_schema(SERVICE)
    secret_inputs = frozenset({"auth"})
    secret_outputs = frozenset({"auth"})

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        checked, failures = super().check(inputs)
        mode = inputs.get("mode")
        if isinstance(mode, dict) and mode.get("global"):
            if inputs.get("convergeConfig") is not None:
                failures.append(Failure("convergeConfig", '"converge_config": conflicts with mode.0.global'))
            if mode.get("replicated") is not None:
                failures.append(Failure("mode", '"mode.0.replicated": conflicts with mode.0.global'))
        return checked, failures

    def inspect(self, id: str) -> Any | None:  # noqa: A002 (Pulumi's own word)
        return self.settings.daemon.find(f"/services/{id}")

    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        return found["ID"], service_outputs(found, known)

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        name = inputs["name"]
        found = self._by_name(name)
        if found is None:
            progress(f"service {name}")
            number = self._make(inputs)
        elif self._ours(found, inputs):
            progress(f"service {name}: taking over what an earlier run left")
            number = found["ID"]
        else:
            raise taken(self.kind, name)
        wait = converge.Wait.asked(inputs, EVERYWHERE_AT_ONCE)
        if wait:
            try:
                converge.created(self.settings.daemon, number, wait, progress)
            except KominfoError:
                self.settings.daemon.delete(f"/services/{number}")
                raise
        return self.outputs(self._settled(number), inputs)

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        daemon = self.settings.daemon
        before = daemon.get(f"/services/{id}")
        spec = service_spec(inputs, before["Spec"])
        image = inputs["taskSpec"]["containerSpec"]["image"]
        progress(f"service {inputs['name']}")
        daemon.post(
            f"/services/{id}/update",
            spec,
            {"version": before["Version"]["Index"]},
            self.settings.auth_headers(image, inputs.get("auth")),
        )
        after = daemon.get(f"/services/{id}")
        wait = converge.Wait.asked(inputs, EVERYWHERE_IN_TURN)
        if wait:
            rolls = any(
                before["Spec"].get(part) != after["Spec"].get(part)
                for part in ("TaskTemplate", "EndpointSpec")
            )
            try:
                converge.updated(daemon, id, wait, progress, rolls=rolls)
            except KominfoError as error:
                # The service lives on, rolled back or half way: the engine keeps what is there.
                left = self.outputs(daemon.get(f"/services/{id}"), inputs)[1]
                raise UnfinishedError(id, left, str(error)) from error
        return self.outputs(self._settled(id), inputs)[1]

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        """Removes it and waits until its tasks have stopped: they hold networks and volumes."""
        daemon = self.settings.daemon
        tasks = [task["ID"] for task in converge.tasks_of(daemon, id)] if self.inspect(id) else []
        progress(f"service {state.get('name', id)}: removing")
        daemon.delete(f"/services/{id}")
        container = (state.get("taskSpec") or {}).get("containerSpec") or {}
        deadline = time.monotonic() + seconds(container.get("stopGracePeriod") or "10s") + GOODBYE_SECONDS
        while tasks and time.monotonic() < deadline:
            tasks = [task for task in tasks if _lives(daemon.find(f"/tasks/{task}"))]
            if tasks:
                time.sleep(converge.POLL_SECONDS)

    def _by_name(self, name: str) -> Any | None:
        filters = json.dumps({"name": [name]})  # the daemon's filter matches beginnings of names
        found = self.settings.daemon.get("/services", {"filters": filters})
        return next((service for service in found if service["Spec"]["Name"] == name), None)

    def _ours(self, found: Any, inputs: Properties) -> bool:
        owner = labels_in(inputs.get("labels")).get(OWNER)
        _, outputs = self.outputs(found, inputs)
        return (
            owner is not None
            and labels_in(outputs["labels"]).get(OWNER) == owner
            and not list(differences(self.fields, inputs, outputs))
        )

    def _make(self, inputs: Properties) -> str:
        image = inputs["taskSpec"]["containerSpec"]["image"]
        headers = self.settings.auth_headers(image, inputs.get("auth"))
        made = self.settings.daemon.post("/services/create", service_spec(inputs), None, headers)
        return str(made["ID"])

    def _settled(self, number: str) -> Any:
        """The service once the swarm has made its endpoint, so that a later read finds nothing else.

        There is none to wait for where names resolve to the tasks and no port is published.
        """
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            found = self.settings.daemon.get(f"/services/{number}")
            asked = found["Spec"].get("EndpointSpec") or {}
            made = (found.get("Endpoint") or {}).get("Spec") or {}
            plain = asked.get("Mode") == "dnsrr" and not asked.get("Ports")
            if plain or made.get("Mode") or time.monotonic() > deadline:
                return found
            time.sleep(converge.POLL_SECONDS)


def _lives(task: Any | None) -> bool:
    ended = {"complete", "failed", "shutdown", "rejected", "orphaned", "remove"}
    return task is not None and task["Status"]["State"] not in ended
