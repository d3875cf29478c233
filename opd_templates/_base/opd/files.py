"""Files that people handed in: sealed on their volume, and reached by links that few minutes later lead nowhere.

``private`` is the storage for them: ``FileField(storage=opd.files.private, upload_to=…)``. A scan of a card holds all
that ``opd.private`` keeps encrypted in the database, so it is kept no worse.
``MEDIA_ROOT`` holds what everybody may see.
"""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.static import serve as from_folder

from opd import sealing

LINK_SECONDS = 300
FOLDER = "pribadi"
_KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


class SealedStorage(FileSystemStorage):
    """AES-256-GCM, bound to the file's name, which says nothing: whoever copies the volume reads nothing.

    For files of a few megabytes: they are sealed and opened in memory.
    """

    @property
    def base_location(self) -> str:
        return str(Path(settings.UPLOADS, FOLDER))

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Of the name that was asked for, folder and ending stay."""
        asked = Path(name)
        return super().get_available_name(
            str(asked.with_name(f"{uuid.uuid4().hex}{asked.suffix}")), max_length
        )

    def url(self, name: str | None) -> str:
        raise NotImplementedError("a private file has no address: opd.files.link makes one that ends")

    def _save(self, name: str, content: File[bytes]) -> str:
        content.seek(0)
        sealed = sealing.seal("files", content.read(), name.encode())
        saved: str = super()._save(name, ContentFile(sealed))
        if saved != name:  # taken meanwhile; the name is sealed too
            self.delete(saved)
            return self._save(self.get_available_name(name), content)
        return saved

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode != "rb":
            raise ValueError("a sealed file is read, or written anew")
        with super()._open(name, mode) as file:
            raw = file.read()
        try:
            plain = sealing.opened("files", raw, name.encode())
        except sealing.BrokenSealError:
            raise ValueError(f"{name} was sealed with another key, or was changed") from None
        return ContentFile(plain, name=name)


def private() -> Storage:
    """The storage, as a FileField takes it: a function, so that no path stands in a migration."""
    return storages["private"]


def link(file: Any, label: str, seconds: int = LINK_SECONDS) -> str:
    """An address for a private file (a FieldFile), for ``seconds``. ``label`` is what it is saved as, without its
    ending, and no personal data: it is part of the address only as letters that are signed."""
    return reverse("opd:berkas", args=[_signer().sign_object([file.name, label, seconds])])


def serve(_: HttpRequest, signed: str) -> HttpResponse:
    """The file of a link. 404 for a link that is over, was changed, or whose file is gone."""
    try:
        name, label, seconds = _signer().unsign_object(signed)
        _signer().unsign_object(signed, max_age=seconds)
        with private().open(name) as file:
            content = file.read()
    except (BadSignature, FileNotFoundError):
        raise Http404 from None
    ending = Path(name).suffix
    return HttpResponse(
        content,
        content_type=_KINDS.get(ending, "application/octet-stream"),
        headers={
            "Content-Disposition": f'attachment; filename="{label}{ending}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Robots-Tag": "noindex",
        },
    )


def public(request: HttpRequest, path: str) -> HttpResponse:
    """A file of ``MEDIA_ROOT``. Whatever it is, a browser runs nothing of it."""
    response: HttpResponse = from_folder(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="opd.files")
