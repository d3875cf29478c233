"""What a project was made of: kept in its folder, so that a newer template can be merged into it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from infra.errors import KominfoError, Problem
from infra.files import tree_digest
from infra.model import reading
from infra.model.faults import translate
from infra.model.kinds import Id
from infra.model.section import Section
from infra.model.writing import block
from infra.scaffold.answers import Answers
from infra.scaffold.render import variables
from infra.scaffold.trees import File, Tree, packed, unpacked

RECORD, PRISTINE = ".template.yaml", ".template.tar.xz"
_HEAD = f"""\
# Written by `./kominfo new` and `./kominfo template update`: what this folder was made of; {PRISTINE} holds
# the files as the template gave them, from which your own edits are told. Keep both in Git, and edit neither.
"""


class Made(Section):
    """``version`` is the template's own content (``version_of``); ``needs`` what its ``part.yaml`` said."""

    template: Id
    version: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    answers: dict[str, str]
    needs: dict[str, Any]


def version_of(template: Path) -> str:
    """A template is as old as what it holds."""
    return tree_digest(template)[:16]


def record_files(made: Made, pristine: Tree) -> dict[str, File]:
    """What stands in the project's folder of its origin."""
    text = _HEAD + block(made.model_dump())
    return {PRISTINE: File(packed(pristine)), RECORD: File(text.encode())}


def made_of(template: Path, told: Answers, needs: Mapping[str, Any]) -> Made:
    return Made(
        template=template.name,
        version=version_of(template),
        answers=told.told(name for name in Answers.asked(variables(template)) if name != "opd"),
        needs=dict(needs),
    )


def read_record(folder: Path) -> Made | None:
    """What ``folder`` says it was made of; None when it says nothing. KominfoError when it cannot be read."""
    file = folder / RECORD
    if not file.is_file() or file.is_symlink():
        return None
    document = reading.read(file.read_bytes(), str(file))
    if document.faults:
        raise KominfoError(document.faults)
    try:
        return Made.model_validate(document.data)
    except ValidationError as error:
        raise KominfoError(translate(error, Made, document)) from error


def read_pristine(folder: Path) -> dict[str, File]:
    """The files of ``folder`` as its template gave them."""
    file = folder / PRISTINE
    if not file.is_file() or file.is_symlink():
        reason = "Without it your edits cannot be told from the template's own lines."
        raise KominfoError(Problem(str(file), "", "it is missing", reason, "Take it from Git again."))
    return unpacked(file.read_bytes(), str(file))
