"""Answers that are no pages."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse

from opd.letters.models import Attachment, Letter

_KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def file_name(letter: Letter) -> str:
    """What a letter is saved as, without its ending."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", letter.number)


def letter_answer(letter: Letter) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{file_name(letter)}.pdf"', **_HEADERS}
    return HttpResponse(_content(letter.pdf), content_type="application/pdf", headers=headers)


def attachment_answer(attachment: Attachment) -> HttpResponse:
    """Whatever it is, it is saved and not shown: no browser runs it on our address."""
    name = f"{attachment.application.reference}-{attachment.code}{attachment.ending}".replace("_", "-")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **_HEADERS,
    }
    kind = _KINDS.get(attachment.ending, "application/octet-stream")
    return HttpResponse(_content(attachment.file), content_type=kind, headers=headers)


def _content(file: object) -> bytes:
    try:
        with file.open("rb") as opened:  # type: ignore[attr-defined]  # a FieldFile
            return bytes(opened.read())
    except (FileNotFoundError, ValueError):  # deleted after its time
        raise Http404 from None
