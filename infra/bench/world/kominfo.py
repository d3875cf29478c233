"""The `kominfo` plugin's backends, in memory; each holds what the real one would."""

from __future__ import annotations

import fcntl
import hashlib
import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from infra.backends import dns, edge, ssh, swarm
from infra.backends.ansible import Event, Outcome, RoleCall
from infra.backends.servers import DRIVERS, ServerSpec
from infra.backends.ssh import Completed, Connection
from infra.bench.world import store
from infra.bench.world.replace import replace
from infra.providers.kominfo import edge_certificate, probe, releases, role_run
from infra.providers.kominfo.role_reading import Readings

OUTPUTS: dict[str, dict[str, Any]] = {
    "images": {
        "images_digests": {
            name: f"registry/base/{name}@sha256:{hashlib.sha256(name.encode()).hexdigest()}"
            for name in ("web", "builder", "app", "edge")
        }
    },
    "dns": {"dns_ds": ["city.test. DS 1 13 2 AB"]},
    "swarm": {"swarm_manager_token": "SWMTKN-m", "swarm_worker_token": "SWMTKN-w"},
}


class Servers:
    """Driver: every server is there at once, and runs until it is let go."""

    def ensure(self, spec: ServerSpec, progress: Callable[[str], None]) -> None:
        progress(f"checking {spec.name}")
        store.put("servers", spec.name, True)

    def is_running(self, spec: ServerSpec) -> bool | None:
        return store.get("servers", spec.name)

    def remove(self, spec: ServerSpec, progress: Callable[[str], None]) -> None:
        progress(f"letting go of {spec.name}")
        store.drop("servers", spec.name)

    def forget(self, spec: ServerSpec, progress: Callable[[str], None]) -> None:
        self.remove(spec, progress)


def run_role(call: RoleCall, *, check: bool = False, on_event: Callable[[Event], None]) -> Outcome:
    """A role that has its outputs at once and never drifts."""
    on_event(Event(call.server, call.role, "at once"))
    return Outcome((), OUTPUTS.get(call.role, {}))


def check_roles(calls: Sequence[RoleCall]) -> list[Outcome | None]:
    """None of them drifts."""
    return [Outcome((), OUTPUTS.get(call.role, {})) for call in calls]


def run(conn: Connection, argv: list[str], *_: Any, **__: Any) -> Completed:
    """Everybody is let in, and every command succeeds."""
    return Completed(0, b"", b"")


def put_route(conn: Connection, part: str, sites: list[dict[str, Any]]) -> None:
    store.put("routes", f"{conn.address}.{part}", {"part": part, "sites": sites})


def drop_route(conn: Connection, part: str) -> None:
    store.drop("routes", f"{conn.address}.{part}")


def fill_routes(conn: Connection, routes: Mapping[str, Any], keep: Sequence[str]) -> None:
    for part, sites in routes.items():
        put_route(conn, part, sites)


def parts_with_routes(conn: Connection) -> frozenset[str]:
    return frozenset(
        name.removeprefix(f"{conn.address}.") for name in store.names("routes", f"{conn.address}.")
    )


def show_route(conn: Connection, part: str) -> edge.Shown | None:
    found = store.get("routes", f"{conn.address}.{part}")
    return edge.Shown(found) if found else None


class Zone:
    """``MemoryZone`` shared by processes: each call loads it, under a lock, as a transfer would."""

    def __init__(self, domain: str, *_: Any) -> None:
        self.domain = domain

    def contents(self) -> dns.backend.Contents:
        with self._opened() as zone:
            return zone.contents()

    def lookup(self, slots: Collection[dns.Slot]) -> dns.backend.Contents:
        with self._opened() as zone:
            return zone.lookup(slots)

    def change(self, changes: dns.Changes) -> bool:
        with self._opened() as zone:
            return zone.change(changes)

    @contextmanager
    def _opened(self) -> Iterator[dns.MemoryZone]:
        file = store.world() / "zone"
        with file.open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.seek(0)
            kept = stream.read()
            before = pickle.loads(kept) if kept else {}  # noqa: S301  # written by this class alone
            zone = dns.MemoryZone(self.domain, before)
            yield zone
            after = zone.contents()
            if after != before:
                stream.truncate(0)
                stream.write(pickle.dumps(dict(after)))


class Registry:
    """Tags and what they lead to, repository by repository."""

    def tags(self, repository: str) -> tuple[str, ...]:
        return tuple(sorted(self._of(repository)))

    def digest(self, repository: str, reference: str) -> str | None:
        return self._of(repository).get(reference)

    def tag(self, repository: str, digest: str, tag: str) -> None:
        store.put("registry", repository, {**self._of(repository), tag: digest})

    def delete(self, repository: str, digest: str) -> None:
        left = {tag: there for tag, there in self._of(repository).items() if there != digest}
        store.put("registry", repository, left)

    def _of(self, repository: str) -> dict[str, str]:
        return store.get("registry", repository) or {}


@contextmanager
def open_registry(*_: Any) -> Iterator[Registry]:
    yield Registry()


def _nothing_stacked(*_: Any) -> dict[str, str]:
    """Tasks of this world stand on no server."""
    return {}


def install() -> None:
    """Put them where the plugin's resources look for the real ones."""
    dns.BACKENDS["rfc2136"] = Zone
    DRIVERS["ssh"] = Servers()
    replace(edge, put=put_route, drop=drop_route, show=show_route, fill=fill_routes, parts=parts_with_routes)
    replace(role_run, run_role=run_role, READINGS=Readings(check_roles))
    replace(ssh, run=run)
    replace(swarm, is_member=lambda _: False, spread=_nothing_stacked, stacked=_nothing_stacked)
    replace(releases, open_registry=open_registry)
    replace(probe, complaints=lambda *_: [])
    replace(edge_certificate, certificate_drift=lambda *_: [])
