"""A template and checked answers become a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from infra.errors import KominfoError, Problem
from infra.home import CHECKOUT
from infra.scaffold.answers import Answers

TEMPLATES: Mapping[str, Path] = MappingProxyType(
    {file.parent.name: file.parent for file in sorted(CHECKOUT.glob("opd_templates/*/cookiecutter.json"))}
)


def variables(template: Path) -> tuple[str, ...]:
    """Names of the answers a template uses."""
    return tuple(name for name in _settings(template) if not name.startswith("_"))


def given_once(template: Path) -> tuple[str, ...]:
    """Patterns of what `new` gives for a beginning and no update speaks of again: examples, first content."""
    return tuple(_settings(template).get("_given_once", ()))


def render(template: Path, answers: Answers, into: Path) -> Path:
    """The folder rendered below ``into``.

    The generator is called beneath cookiecutter's own entry, which would run Jinja found in answers, run the
    template's hooks, read ``~/.cookiecutterrc`` and keep all answers in ``~/.cookiecutter_replay``.
    """
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.generate import generate_files
    from jinja2 import TemplateError

    settings = {name: value for name, value in _settings(template).items() if name.startswith("_")}
    told = answers.told(variables(template))
    try:
        return Path(
            generate_files(template, {"cookiecutter": {**settings, **told}}, into, accept_hooks=False)
        )
    except (CookiecutterException, TemplateError, OSError) as error:
        raise KominfoError(
            Problem(f"opd_templates/{template.name}", "", "the template could not be rendered", str(error))
        ) from error


def _settings(template: Path) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    return settings
