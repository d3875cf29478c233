"""kominfo:index:ImageTag: keeps one image in the registry, and lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from infra.backends.registry import Login, Registry, keep_tag, open_registry
from infra.providers.framework import Progress, Properties, Reading, State
from infra.providers.kominfo.fields import CITY, CONNECTION, TEXT, described, resource_schema
from infra.providers.kominfo.plain import PlainResource, connection


class ImageTag(PlainResource):
    """Its tag counts as one user of the image; the image goes with the last such tag."""

    token = "kominfo:index:ImageTag"  # noqa: S105 (a type's name, not a secret)
    identity = frozenset({"city", "registry", "repository", "digest"})
    secret_inputs = frozenset({"password"})
    secret_outputs = frozenset({"password"})
    schema: ClassVar = resource_schema(
        "One image that is kept in the registry.",
        {
            "city": CITY,
            "connection": CONNECTION,
            "registry": described(TEXT, "host:port, as in image names."),
            "ca": described(TEXT, "Who signs its certificate, PEM."),
            "user": described(TEXT, "Login name."),
            "password": described(TEXT, "Its password.", secret=True),
            "repository": described(TEXT, "The image's name in the registry."),
            "digest": described(TEXT, "sha256:…"),
        },
        {"tag": described(TEXT, "The tag that keeps it.")},
    )

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "tag": keep_tag(inputs["digest"]) if inputs["digest"] else inputs["digest"]}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        tag = keep_tag(inputs["digest"])
        progress(f"keeping {inputs['repository']} as {tag}")
        with _registry(inputs) as registry:
            registry.tag(inputs["repository"], inputs["digest"], tag)
        return f"{inputs['registry']}/{inputs['repository']}:{tag}", {**inputs, "tag": tag}

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (Pulumi's own word)
        """Another way in, the same image."""
        return {**inputs, "tag": state["tag"]}

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        if not state:
            return None
        with _registry(state) as registry:
            kept = registry.digest(state["repository"], state["tag"]) == state["digest"]
        return Reading(id, inputs, state) if kept else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        progress(f"letting go of {state['repository']} {state['tag']}")
        with _registry(state) as registry:
            registry.release(state["repository"], state["digest"], state["tag"])


@contextmanager
def _registry(values: Properties) -> Iterator[Registry]:
    login = Login(values["user"], values["password"])
    with open_registry(connection(values), values["registry"], values["ca"], login) as registry:
        yield registry
