"""kominfo:index:Releases: the images of one site that are kept in the registry, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, ClassVar

from infra.backends.registry import Login, Registry, is_keep_tag, keep_tag, open_registry
from infra.providers.framework import UNKNOWN, Progress, Properties, Reading, State
from infra.providers.kominfo.fields import (
    ANYS,
    CITY,
    CONNECTION,
    NUMBER,
    TEXT,
    TEXTS,
    described,
    resource_schema,
)
from infra.providers.kominfo.plain import PlainResource, connection

Release = dict[str, Any]
"""``digest``, and ``at``: when it was first deployed (ISO 8601, UTC; empty when nobody knows any more)."""


class Releases(PlainResource):
    """Owns its repository: each release has a tag there, and what is no release any more goes.

    The registry may get another name (the city another domain): it is the same store, nothing is replaced.
    Going back to an earlier release leaves the order as it is.
    """

    token = "kominfo:index:Releases"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "repository"})
    secret_inputs = frozenset({"password"})
    secret_outputs = frozenset({"password"})
    schema: ClassVar = resource_schema(
        "The releases of one site: images kept in the registry.",
        {
            "city": CITY,
            "connection": CONNECTION,
            "registry": described(TEXT, "host:port, as in image names."),
            "ca": described(TEXT, "Who signs its certificate, PEM."),
            "user": described(TEXT, "Login name."),
            "password": described(TEXT, "Its password.", secret=True),
            "repository": described(TEXT, "The images' name in the registry."),
            "digest": described(TEXT, "sha256:… of the release that runs."),
            "held": described(TEXTS, "Digests of releases that other sites run, kept as long as they do."),
            "keep": described(NUMBER, "How many are kept."),
        },
        {"releases": described(ANYS, "digest and at (UTC) of each, the newest first.")},
        optional=("held",),
    )

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "releases": UNKNOWN}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        """Images that a lost state or a killed run left count as older releases."""
        with _registry(inputs) as registry:
            left = [{"digest": digest, "at": ""} for digest in sorted(_kept(registry, inputs["repository"]))]
            made = _keep(registry, inputs, left, progress)
        return f"{inputs['registry']}/{inputs['repository']}", made

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        with _registry(inputs) as registry:
            return _keep(registry, inputs, state["releases"], progress)

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        with _registry(state) as registry:
            kept = _kept(registry, state["repository"])
        releases = [one for one in state["releases"] if one["digest"] in kept]
        return Reading(id, inputs, {**state, "releases": releases}) if state["digest"] in kept else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"letting go of {state['repository']}")
        with _registry(state) as registry:
            for digest in _kept(registry, state["repository"]) | {state["digest"]}:
                registry.delete(state["repository"], digest)


def _keep(registry: Registry, inputs: Properties, known: list[Release], progress: Progress) -> Properties:
    """Tag the release that runs, let go of those beyond the number to keep."""
    repository, current = inputs["repository"], inputs["digest"]
    progress(f"keeping {repository} as {keep_tag(current)}")
    registry.tag(repository, current, keep_tag(current))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    releases = listed(known, current, int(inputs["keep"]), now, inputs.get("held", ()))
    of_ours = {keep_tag(one["digest"]): one["digest"] for one in (*known, *releases)}
    for digest in _kept(registry, repository, of_ours) - {one["digest"] for one in releases}:
        registry.delete(repository, digest)
    return {**inputs, "releases": releases}


def listed(
    known: list[Release], current: str, keep: int, now: str, held: Iterable[str] = ()
) -> list[Release]:
    """``known`` and ``current``, new ones first, ``keep`` at most; ``current`` and those ``held`` always."""
    new = [] if any(one["digest"] == current for one in known) else [{"digest": current, "at": now}]
    every = [*new, *known]
    running = {current, *held}
    spare = [one for one in every if one["digest"] not in running]
    spare = spare[: max(0, keep - len(every) + len(spare))]
    return [one for one in every if one["digest"] in running or one in spare]


def _kept(registry: Registry, repository: str, known: Mapping[str, str] = MappingProxyType({})) -> set[str]:
    """Digests of the images that are kept; the registry is not asked for those of ``known`` tags."""
    tags = [tag for tag in registry.tags(repository) if is_keep_tag(tag)]
    return {digest for tag in tags if (digest := known.get(tag) or registry.digest(repository, tag))}


@contextmanager
def _registry(values: Properties) -> Iterator[Registry]:
    login = Login(values["user"], values["password"])
    with open_registry(connection(values), values["registry"], values["ca"], login) as registry:
        yield registry
