"""Files that people hand in: of a known kind by what is in them, not too large, pictures written anew.

What is hidden in a picture (place, camera, another file) is lost when it is written anew, and a program that calls
itself a picture does not survive it. What that takes is loaded with the first file that comes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string

from opd.memory import one_at_a_time

if TYPE_CHECKING:  # comes with the first picture
    from PIL import Image

MEBIBYTE = 1024**2
LARGEST_SIDE = 2000
MEGAPIXEL = 1_000_000
# What 125 MiB hold while a picture is written anew (measured: PNG with transparency 118, WebP 115, a progressive JPEG
# 124). Any other JPEG is read at half or a quarter of its size: of 50 megapixels that takes 80 MiB.
MOST_PIXELS = {"JPEG": 50, "PNG": 11, "WEBP": 6}
MOST_PIXELS_PROGRESSIVE = 13
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {
    "application/pdf": (".pdf", b"%PDF-"),
    SPREADSHEET: (".xlsx", b"PK\x03\x04"),
    "image/jpeg": (".jpg", b"\xff\xd8\xff"),
    "image/png": (".png", b"\x89PNG\r\n\x1a\n"),
    "image/webp": (".webp", b"RIFF"),
}
PICTURES = tuple(_PICTURES)
DOCUMENTS = ("application/pdf",)

Scanner = Callable[[bytes], str]
"""Says what is wrong with a file's content; empty: nothing. Its dotted path is the setting ``OPD_SCANNER``."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """``content`` is safe to keep; ``ending`` goes with ``kind``, whatever the file was called."""

    kind: str
    ending: str
    content: ContentFile


def accept(
    file: UploadedFile, kinds: Iterable[str] = (*PICTURES, *DOCUMENTS), limit: int = 2 * MEBIBYTE
) -> Accepted:
    """The file as it may be kept. ValidationError in words for whoever sent it."""
    if (file.size or 0) > limit:
        raise ValidationError(f"Berkas lebih dari {limit // MEBIBYTE} MB.", code="besar")
    content = file.read(limit + 1)
    if len(content) > limit:
        raise ValidationError(f"Berkas lebih dari {limit // MEBIBYTE} MB.", code="besar")
    kind = _kind(content, tuple(kinds))
    if said := _scanned(content):
        raise ValidationError(f"Berkas ditolak oleh pemeriksa: {said}", code="virus")
    if kind in _PICTURES:
        with one_at_a_time:
            content = _written_anew(content, _PICTURES[kind])
    return Accepted(kind, _ENDINGS[kind][0], ContentFile(content))


def _kind(content: bytes, kinds: tuple[str, ...]) -> str:
    import puremagic

    allowed = ", ".join(sorted(_ENDINGS[kind][0][1:].upper() for kind in kinds))
    refused = ValidationError(f"Jenis berkas tidak dikenal. Kirim {allowed}.", code="jenis")
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        raise refused from None
    for kind in kinds:
        if (
            kind in found
            and content.startswith(_ENDINGS[kind][1])
            and (kind != SPREADSHEET or _is_table(content))
        ):
            return kind
    raise refused


def _is_table(content: bytes) -> bool:
    """An archive is a table of Excel's only with a workbook in it, and without programs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and "xl/vbaProject.bin" not in names


def _scanned(content: bytes) -> str:
    path = getattr(settings, "OPD_SCANNER", "")
    scanner: Scanner | None = import_string(path) if path else None
    return scanner(content) if scanner else ""


def _written_anew(content: bytes, form: str) -> bytes:
    """The picture's pixels alone, upright, no larger than pages show."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    broken = ValidationError("Gambar rusak atau bukan gambar.", code="rusak")
    side = (LARGEST_SIDE, LARGEST_SIDE)
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as opened:
            _ensure_it_fits(opened, form)
            opened.draft(None, side)  # by itself Pillow would read a JPEG at twice the side that is wanted
            opened.thumbnail(side, reducing_gap=None)  # first: to turn it copies it
            picture = ImageOps.exif_transpose(opened)
            plain = picture.convert("RGBA" if "A" in picture.getbands() and form != "JPEG" else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise broken from None
    into = io.BytesIO()
    plain.save(into, form, quality=85)
    return into.getvalue()


def _ensure_it_fits(picture: Image.Image, form: str) -> None:
    """By what its head says, before a pixel is read."""
    most = MOST_PIXELS_PROGRESSIVE if "progressive" in picture.info else MOST_PIXELS[form]
    if picture.width * picture.height > most * MEGAPIXEL:
        said = f"Gambar lebih dari {most} megapiksel. Perkecil dulu, atau kirim fotonya sebagai JPEG biasa."
        raise ValidationError(said, code="besar")
