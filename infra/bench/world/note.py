"""The simplest resource there can be: the floor's. Its world remembers it as it does everything else."""

from __future__ import annotations

from typing import ClassVar

from infra.bench.world import store
from infra.providers.framework import Diff, Progress, Properties, Reading, Resource, State

TEXT = {"text": {"type": "string"}}


class Note(Resource):
    token = "bench:index:Note"  # noqa: S105 (a type's name, not a secret)
    schema: ClassVar = {"properties": TEXT, "inputProperties": TEXT, "requiredInputs": ["text"]}

    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (Pulumi's own word)
        return Diff.of(replace=[], update=["text"] if state.get("text") != inputs["text"] else [])

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return inputs

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        store.put("notes", inputs["text"], True)
        return inputs["text"], inputs

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        return Reading(id, {"text": id}, {"text": id}) if store.get("notes", id) else None

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (Pulumi's own word)
        store.drop("notes", id)
