"""A provider whose world is a folder: each ``Thing`` is a file. Faults are asked for by files beside it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, ClassVar

from infra.errors import KominfoError, Problem
from infra.providers.framework import Diff, Progress, Properties, Reading, Resource, State, serve


class Thing(Resource):
    """{path, content} → {path, content, token (secret)}.

    ``<path>.hold`` makes a create or update wait, after its file is written, until the hold is gone;
    ``<path>.refuse`` makes it fail.
    """

    token = "kominfo:index:Thing"
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "path": {"type": "string"},
            "content": {"type": "string"},
            "token": {"type": "string"},
        },
        "inputProperties": {"path": {"type": "string"}, "content": {"type": "string"}},
        "requiredInputs": ["path", "content"],
    }
    secret_outputs = frozenset({"token"})

    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (the framework's name)
        replace = [key for key in ("path",) if state.get(key) != inputs[key]]
        update = [key for key in ("content",) if state.get(key) != inputs[key]]
        return Diff.of(replace=replace, update=update)

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return {**inputs, "token": "later"}

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        return str(inputs["path"]), self._write(inputs, progress)

    def update(self, id: str, state: State, inputs: Properties, progress: Progress) -> Properties:  # noqa: A002 (the framework's name)
        return self._write(inputs, progress)

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (the framework's name)
        file = Path(id)
        if not file.exists():
            return None
        now = {"path": id, "content": file.read_text()}
        return Reading(id, now, {**now, "token": f"secret of {file.name}"})

    def delete(self, id: str, state: Properties, progress: Progress) -> None:  # noqa: A002 (the framework's name)
        Path(id).unlink(missing_ok=True)

    def _write(self, inputs: Properties, progress: Progress) -> Properties:
        file = Path(inputs["path"])
        if file.with_suffix(".refuse").exists():
            raise KominfoError(
                Problem(file.name, "", "the world refused", "it was asked to", "remove the file")
            )
        progress(f"writing {file.name}")
        with file.with_suffix(".log").open("a") as log:
            log.write(f"{os.getpid()}\n")
        file.write_text(inputs["content"])
        while file.with_suffix(".hold").exists():
            time.sleep(0.02)
        return {**inputs, "token": f"secret of {file.name}"}


if __name__ == "__main__":
    serve("kominfo", "0.0.1", [Thing()])
