"""The schema of an app of template `service`, judged by the app's own validator before anything is built."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from infra.errors import Problem
from infra.home import CHECKOUT
from infra.model.draft import Draft

SCHEMA, BESIDE = "skema.yaml", "profil.yaml"
"""Both stand in a project of that template; an app that has one of them by chance is none of it."""
LIBRARY = CHECKOUT / "opd_templates" / "_base"


def ensure_schemas_are_valid(draft: Draft) -> Iterator[Problem]:
    for source in dict.fromkeys(site.source for _, _, site in draft.sites if site.source):
        file = _schema_in(draft.folder / source)
        if file is None:
            continue
        schema = _validator()
        try:
            schema.load(file.read_bytes(), f"{draft.shown}/{source}/{SCHEMA}")
        except schema.SchemaError as error:
            for one in error.faults:
                yield Problem(one.place, one.path, one.fault, one.reason, one.remedy)


def titles(folder: Path) -> tuple[str, ...]:
    """What the valid schema in a site's folder, where there is one, calls its service and its records."""
    file, validator = _schema_in(folder), _validator()
    if file is None:
        return ()
    try:
        schema = validator.load(file.read_bytes())
    except validator.SchemaError:
        return ()
    return (schema.nama, *(kind.nama for kind in schema.jenis.values()))


def _schema_in(folder: Path) -> Path | None:
    file = folder / SCHEMA
    is_one = file.is_file() and not file.is_symlink() and (folder / BESIDE).is_file()
    return file if is_one else None


def _validator() -> ModuleType:
    """Pure, and of nothing but what this environment has too (its own page says so)."""
    if str(LIBRARY) not in sys.path:
        sys.path.append(str(LIBRARY))
    return importlib.import_module("opd.service.schema")
