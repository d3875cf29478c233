"""The Dockerfile an image is really built by: the site's own, with the program of its health check added.

That program also looks for what no site may be, so that such an image is never made.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from infra.files import write_whole
from infra.home import Home
from infra.model.runtime import SECRETIVE

DOCKERFILE = "Dockerfile"
BUSYBOX = "/usr/bin/busybox"  # in the platform's own images; static, so that it runs in any other
OF_BASE = "/bin/busybox"
ADDED = "/.kominfo/busybox"
STARTING = "HEALTHCHECK --start-interval=500ms"  # as in the platform's own images; services say the rest
_INSPECTION = f"""\
b={ADDED}
if [ "$($b id -u)" = 0 ]; then
  echo "no site may run as root: end its Dockerfile with USER and a number, as in USER 10000:10000" >&2
  exit 1
fi
found=$($b env | $b sed -n -E 's/^([A-Za-z0-9_]*({SECRETIVE})[A-Za-z0-9_]*)=.+/\\1/Ip' | $b tr '\\n' ' ')
if [ -n "$found" ]; then
  echo "the image holds what looks like a secret, for all who have the image: ENV $found" >&2
  exit 1
fi
"""
INSPECTION = f"RUN {json.dumps([ADDED, 'sh', '-c', _INSPECTION])}"
_BASES = ("$WEB", "${WEB}", "$APP", "${APP}")
_FROM = re.compile(r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)", re.IGNORECASE | re.MULTILINE)
_OF_ITS_OWN = re.compile(r"^[ \t]*(USER|ENV)[ \t]", re.IGNORECASE | re.MULTILINE)


def health_program(folder: Path | None) -> str:
    """Path of the program in the image that is built from ``folder`` (``None``: of a finished image)."""
    return OF_BASE if folder and _is_on_base(_text(folder)) else ADDED


def dockerfile(folder: Path | None, image: str, web: str) -> tuple[Path, Path]:
    """(context, Dockerfile) of ``folder``, or of the finished ``image``; ``web`` is the image that has it.

    Ignore files go by the Dockerfile's name, so the added one has the same name in a folder of its own.
    """
    text = _text(folder) if folder else f"FROM {image}\n"
    if folder and (not text or _is_on_base(text)):
        return folder, folder / DOCKERFILE  # where there is none, the build says so
    added = f'COPY --from={web} {BUSYBOX} {ADDED}\n{INSPECTION}\n{STARTING} CMD ["{ADDED}", "true"]\n'
    text = f"{text}\n{added}"
    kept = Home.find().cache / "dockerfiles" / hashlib.sha256(text.encode()).hexdigest()[:16]
    if not (kept / DOCKERFILE).exists():
        write_whole(kept / DOCKERFILE, text.encode())
    return folder or kept, kept / DOCKERFILE


def _is_on_base(text: str) -> bool:
    """Whether it ends as the platform's own image, with that one's user and variables."""
    *_, last = ("", *_FROM.findall(text))
    return last in _BASES and not _OF_ITS_OWN.search(text)


def _text(folder: Path) -> str:
    file = folder / DOCKERFILE
    return file.read_text(errors="replace") if file.is_file() else ""
