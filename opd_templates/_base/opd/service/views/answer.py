"""Answers that are no pages."""

from __future__ import annotations

import re

from django.http import HttpResponse

from opd.service.models import Attachment, Letter

_KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def pdf_answer(content: bytes, letter: Letter) -> HttpResponse:
    name = re.sub(r"[^A-Za-z0-9-]+", "-", letter.number)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', **_HEADERS}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def file_answer(attachment: Attachment) -> HttpResponse:
    """Whatever it is, it is saved and not shown: no browser runs it on our address."""
    with attachment.file.open("rb") as file:
        content = file.read()
    name = re.sub(r"[^A-Za-z0-9-]+", "-", f"{attachment.record.number}-{attachment.field}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}{attachment.ending}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **_HEADERS,
    }
    kind = _KINDS.get(attachment.ending, "application/octet-stream")
    return HttpResponse(content, content_type=kind, headers=headers)
