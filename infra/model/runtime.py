"""How a site's containers run: what they are told, where they keep things, how their health is asked."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from infra.model.kinds import AbsoluteFolder, Id
from infra.model.refusal import odd_character, refuse, shown
from infra.model.section import Section

LONGEST_VALUE = 4000
SECRETIVE = "PASSW|SECRET|TOKEN|API_?KEY|PRIVATE|CREDENTIAL"
"""In the name of a variable: its value is to be a secret, not a line that everybody reads."""
HOSTS, TENANTS = "HOSTS", "TENANTS"
"""Variables by which an app with tenants learns its hosts (with commas between) and whose they are (JSON)."""
SITE_NAME, SITE_HOST = "SITE_NAME", "SITE_HOST"
"""Variables by which an app of many like it learns whose it is, and under which host."""


def _matching(pattern: str, what: str, remedy: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            refuse(f"{shown(value)} is not {what}", odd_character(value, r"[\x21-\x7e]"), remedy)
        return value

    return AfterValidator(check)


def _printable(value: str) -> str:
    if len(value) > LONGEST_VALUE or not value.isprintable():
        remedy = f"Write one line of at most {LONGEST_VALUE} characters; files belong into the image."
        refuse(f"{shown(value)} is no value for a container", odd_character(value, "[ -~]"), remedy)
    return value


EnvName = Annotated[
    str,
    _matching(
        r"[A-Za-z_][A-Za-z0-9_]{0,63}", "the name of a variable", "Use letters, digits and `_`, as `TZ`."
    ),
]
EnvValue = Annotated[str, AfterValidator(_printable)]
SecretName = Annotated[
    str,
    _matching(
        r"[a-z][a-z0-9_]{0,31}",
        "the name of a secret",
        "Use a-z, 0-9 and `_`, first a letter, at most 32: it is a file's name in the container.",
    ),
]
UrlPath = Annotated[
    str,
    _matching(
        r"/[A-Za-z0-9._~/-]{0,199}", "a path of the site", "Write it as `/healthz`, with no query in it."
    ),
]
Word = Annotated[
    str,
    _matching(
        r"[A-Za-z0-9_./=:@%+,-]{1,200}",
        "a word of a command",
        "Write the program and each argument on its own, as `[/app/manage, migrate]`: no shell reads them.",
    ),
]
Port = Annotated[int, Field(ge=1, le=65535)]


class Volume(Section):
    """Kept files: mounted at ``path``, standing on ``server``, where alone the site then runs.

    ``shared``: several may write them at once, so that replicas stand side by side there, and a release
    begins before the former one ends.
    """

    path: AbsoluteFolder
    server: Id
    shared: bool = False
