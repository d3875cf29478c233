"""Letters as PDF: a template becomes pages.

WeasyPrint takes 60 MB that it never gives back, so each letter is made by a process of its own, for a second: a site
stays small, and what hangs or dies there harms nobody. It fetches nothing, neither from outside nor from the disk.
"""

from __future__ import annotations

import base64
import logging
import mimetypes
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from opd.memory import one_at_a_time
from opd.profile import profile

SECONDS = 30
log = logging.getLogger("opd.pdf")
_PICTURE = re.compile(r'(?<= src=")aset:([\w./-]+)(?=")')
"""In a template, ``<img src="aset:opd/lambang.svg">`` is one of the app's static files."""


class RenderError(RuntimeError):
    """The letter could not be made; its text holds nothing of the letter."""


def render(template: str, context: dict[str, Any]) -> bytes:
    """The template (it extends ``opd/kop.html`` for a letterhead) as a PDF. RenderError."""
    html = _PICTURE.sub(_embedded, render_to_string(template, {"opd": profile(), **context}))
    done = _run(template, html)
    if (
        done.returncode < 0
    ):  # a signal ended it: seen twice in some hundreds, in native code, and never twice in a row
        log.warning("a letter is made once more: the process ended with %s", done.returncode)
        done = _run(template, html)
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        kind = done.stderr.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
        raise RenderError(
            f"{template}: {kind or f'no PDF came, and the process ended with {done.returncode}'}"
        )
    return done.stdout


def _run(template: str, html: str) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "opd.pdf_process"]
    try:
        with one_at_a_time:
            return subprocess.run(
                program, input=html.encode(), capture_output=True, timeout=SECONDS, check=False
            )
    except subprocess.TimeoutExpired:
        raise RenderError(f"{template}: not done in {SECONDS} s") from None


def _embedded(found: re.Match[str]) -> str:
    path = finders.find(found[1])
    if path is None:
        raise RenderError(f"there is no static file {found[1]}")
    kind = mimetypes.guess_type(str(path))[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(Path(str(path)).read_bytes()).decode()}"
