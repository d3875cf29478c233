"""How sites run: what is kept stands in one place, and what is secret is no environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infra.errors import Problem
from infra.model.city import did_you_mean
from infra.model.draft import Draft, Whole
from infra.model.runtime import HOSTS, SECRETIVE, SITE_HOST, SITE_NAME, TENANTS

_SECRETIVE = re.compile(SECRETIVE, re.IGNORECASE)
_SWARM = frozenset({"manager", "worker"})


def ensure_volumes_have_one_replica(draft: Draft) -> Iterator[Problem]:
    """Two replicas would stand on one server and write the same files."""
    for part, path, site in draft.sites:
        if site.volume and not site.volume.shared and site.replicas != 1:
            reason = "Its files stand on one server, and two that write them would spoil them."
            fault = f"`volume` stands beside {site.replicas} replicas"
            remedy = "Write `replicas: 1`; or `shared: true` in `volume`, for an app that is made for it."
            yield draft.problem(part, (*path, "volume"), fault, reason, remedy)


def ensure_secrets_are_listed_once(draft: Draft) -> Iterator[Problem]:
    for part, path, site in draft.sites:
        for number, name in enumerate(site.secrets):
            if name in site.secrets[:number]:
                place = (*path, "secrets", number)
                yield draft.problem(part, place, f"'{name}' is listed twice", "", "Keep one.")


def ensure_folders_of_containers_differ(draft: Draft) -> Iterator[Problem]:
    """What is mounted hides what is below it."""
    for part, path, site in draft.sites:
        taken = {"/tmp": "the platform's own", "/run/secrets": "the platform's own"}  # noqa: S108  # not of ours
        wanted = [((*path, "scratch", at), folder) for at, folder in enumerate(site.scratch)]
        if site.volume:
            wanted.append(((*path, "volume", "path"), site.volume.path))
        for place, folder in wanted:
            for other, whose in taken.items():
                if _nested(folder, other):
                    fault = f"{folder} and {other} overlap"
                    yield draft.problem(part, place, fault, f"That is {whose}.", "Use a folder of its own.")
            taken[folder] = "this site's too"


def ensure_volumes_stand_in_the_swarm(whole: Whole) -> Iterator[Problem]:
    for part, path, site in whole.sites:
        if not site.volume:
            continue
        place, name = (*path, "volume", "server"), site.volume.server
        server = whole.datacenter.servers.get(name)
        if server is None:
            remedy = did_you_mean(name, list(whole.datacenter.servers))
            yield whole.problem(part, place, f"there is no server '{name}'", "", remedy)
        elif not _SWARM & set(server.roles):
            reason = "It is neither manager nor worker."
            yield whole.problem(part, place, f"{name} runs no sites", reason, "Name another server.")


def ensure_hosts_are_told_by_the_platform(draft: Draft) -> Iterator[Problem]:
    """Where there are tenants, the declaration says who is whose; a second list would contradict it."""
    for part, path, site in draft.sites:
        told = {HOSTS: site.tenants, TENANTS: site.tenants, SITE_NAME: site.name, SITE_HOST: site.name}
        for name, known in told.items():
            if known and name in site.environment:
                reason = "It is made of `label`, `name` and `tenants`."
                place = (*path, "environment", name)
                yield draft.problem(part, place, f"{name} is the platform's own", reason, "Leave it out.")


def advise_secrets_out_of_the_environment(whole: Whole) -> Iterator[Problem]:
    for part, path, site in whole.sites:
        for name in site.environment:
            if _SECRETIVE.search(name):
                reason = "What stands here is in Git, and in the state, for everybody to read."
                remedy = f"Write it under `secrets`, then ./kominfo secret set {whole.name} {part} NAME."
                fault = f"{name} looks like a secret"
                yield whole.problem(part, (*path, "environment", name), fault, reason, remedy)


def _nested(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
