"""What networks, volumes, secrets and configs share: made once, replaced by any change, found by name."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from infra.errors import KominfoError, Problem
from infra.providers.docker.compare import completed, decide, differences, faults, imported, predicted
from infra.providers.docker.fields import Fields
from infra.providers.docker.settings import Settings
from infra.providers.framework import Diff, Failure, Progress, Properties, Reading, Resource, State

OWNER = "kominfo.stack"


def labels_in(given: list[dict[str, str]] | None) -> dict[str, str]:
    """The program's label list -> the daemon's mapping."""
    return {entry["label"]: entry["value"] for entry in given or []}


def labels_out(given: dict[str, str] | None) -> list[dict[str, str]]:
    """The daemon's mapping -> the state's label list, in the order of names."""
    return [{"label": name, "value": value} for name, value in sorted((given or {}).items())]


def taken(kind: str, name: str) -> KominfoError:
    return KominfoError(
        Problem(
            place=f"{kind} {name}",
            path="",
            fault=f"{kind} with name {name} already exists",
            reason="it does not carry our kominfo.stack label, or is not what this program asks for",
            remedy="remove it or rename one of the two, then run it again",
        )
    )


class Declared(Resource):
    """A resource told by its fields: check, diff, preview, read and import come from them."""

    fields: ClassVar[Fields]
    kind: ClassVar[str]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def check(self, inputs: Properties) -> tuple[Properties, list[Failure]]:
        return completed(self.fields, inputs), faults(self.fields, inputs)

    def diff(self, id: str, state: State, inputs: Properties) -> Diff:  # noqa: A002 (Pulumi's own word)
        return decide(self.fields, state, inputs)

    def preview(self, inputs: Properties, state: Properties | None) -> Properties:
        return predicted(self.fields, inputs, state)

    def read(self, id: str, state: Properties, inputs: Properties) -> Reading | None:  # noqa: A002 (Pulumi's own word)
        found = self.inspect(id)
        if found is None:
            return None
        number, outputs = self.outputs(found, state)
        return Reading(number, inputs or imported(self.fields, outputs), outputs)

    @abstractmethod
    def inspect(self, id: str) -> Any | None:  # noqa: A002 (Pulumi's own word)
        """What the daemon says of it, by id or name; ``None`` when it has none."""

    @abstractmethod
    def outputs(self, found: Any, known: Properties) -> tuple[str, Properties]:
        """Id and outputs; ``known`` gives what the daemon never tells."""


class Simple(Declared):
    """One that is never changed in place: every property replaces."""

    def create(self, inputs: Properties, progress: Progress) -> tuple[str, Properties]:
        name = inputs["name"]
        found = self.by_name(name)
        if found is None:
            progress(f"{self.kind} {name}")
            found = self.make(inputs)
        elif not self.ours(found, inputs):
            raise taken(self.kind, name)
        else:
            progress(f"{self.kind} {name}: taking over what an earlier run left")
            found = self.adopt(found, inputs)
        return self.outputs(found, inputs)

    def ours(self, found: Any, inputs: Properties) -> bool:
        """Whether an earlier run of this very program left it: same owner label, same everything else."""
        owner = labels_in(inputs.get("labels")).get(OWNER)
        _, outputs = self.outputs(found, inputs)
        return (
            owner is not None
            and labels_in(outputs["labels"]).get(OWNER) == owner
            and not list(differences(self.fields, inputs, outputs))
        )

    def adopt(self, found: Any, inputs: Properties) -> Any:
        del inputs
        return found

    @abstractmethod
    def by_name(self, name: str) -> Any | None:
        """The object of exactly this name."""

    @abstractmethod
    def make(self, inputs: Properties) -> Any:
        """Make it and return what the daemon then says of it."""
