"""What editors upload: checked by its content and written anew (``opd.uploads``) before anything is kept.

A file that waits for its words (many at once: ``wagtail.models.UploadedFile``) lies on the disk as well: ``waiting``.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from opd import uploads
from opd.website.models import Picture, PublicDocument

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE_LIMIT = 5 * uploads.MEBIBYTE
DOCUMENT_LIMIT = 20 * uploads.MEBIBYTE


def accepted(file: Any, kinds: tuple[str, ...], limit: int) -> SimpleUploadedFile:
    """The file as it may be kept, under a name that tells its kind."""
    file.seek(0)
    kept = uploads.accept(file, kinds, limit)
    name = PurePath(file.name).stem + kept.ending
    return SimpleUploadedFile(name, kept.content.read(), kept.kind)


def picture(file: Any) -> SimpleUploadedFile:
    return accepted(file, uploads.PICTURES, PICTURE_LIMIT)


def document(file: Any) -> SimpleUploadedFile:
    return accepted(file, (*uploads.DOCUMENTS, SHEET), DOCUMENT_LIMIT)


def waiting(model: type[Model] | None, file: Any) -> SimpleUploadedFile:
    """As ``model`` may keep it; for any other model nothing waits here."""
    return {Picture: picture, PublicDocument: document}[model](file)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field: forms.CharField = self.fields["description"]
            field.required = True
            field.label = "Teks alternatif"
            field.help_text = "Apa yang terlihat, bagi yang tidak dapat melihatnya."

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        return self.fields["file"].to_python(picture(file))  # Wagtail's field measures what was written anew


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        return document(file)
