"""kominfo:index:Server: a bare Debian 13 that lets us in."""

from __future__ import annotations

from typing import ClassVar

from infra.backends.servers import DRIVERS, ServerSpec
from infra.providers.framework import Failure, Progress, Properties, Reading, State
from infra.providers.kominfo.fields import CITY, FLAG, NUMBER, SERVER, TEXT, described, resource_schema
from infra.providers.kominfo.plain import PlainResource


class Server(PlainResource):
    """Its id is ``<city>/<server>``. A server that stands still is started by an update."""

    token = "kominfo:index:Server"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "server", "driver", "address"})
    one_at_a_time = True
    schema: ClassVar = resource_schema(
        "A server of the city: made by the driver lab, recognised by the driver ssh.",
        {
            "city": CITY,
            "server": SERVER,
            "driver": described(TEXT, f"Where it comes from: {' or '.join(DRIVERS)}."),
            "address": described(TEXT, "Its IPv4 address."),
            "port": described(NUMBER, "Its ssh port."),
            "user": described(TEXT, "Who may enter a bare server."),
            "hostKey": described(TEXT, "Fingerprint (SHA256:…) of its ssh host key."),
            "memory": described(NUMBER, "In bytes; binds only a driver that makes servers."),
        },
        {"ready": described(FLAG, "It runs and lets us in.")},
        optional=("hostKey",),
    )

    def faults(self, inputs: Properties) -> list[Failure]:
        driver = inputs["driver"]
        return (
            []
            if driver in DRIVERS
            else [Failure("driver", f"no driver is called {driver!r}: {', '.join(DRIVERS)}")]
        )

    def astray(self, state: State) -> list[str]:
        return [] if state.get("ready") else ["ready"]

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "ready": True}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        DRIVERS[inputs["driver"]].ensure(_spec(inputs), progress)
        return f"{inputs['city']}/{inputs['server']}", {**inputs, "ready": True}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        return self.create(inputs, progress)[1]

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        running = DRIVERS[state["driver"]].is_running(_spec(state)) if state else None
        return None if running is None else Reading(id, inputs, {**state, "ready": running})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        DRIVERS[state["driver"]].remove(_spec(state), progress)


def _spec(values: Properties) -> ServerSpec:
    return ServerSpec(
        city=values["city"],
        name=values["server"],
        address=values["address"],
        port=values["port"],
        user=values["user"],
        host_key=values.get("hostKey"),
        memory=values["memory"],
    )
