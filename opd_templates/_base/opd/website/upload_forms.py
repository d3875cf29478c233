"""What editors upload: checked by its content and written anew (``opd.uploads``) before anything is kept."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from opd import uploads

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE_LIMIT = 5 * uploads.MEBIBYTE
DOCUMENT_LIMIT = 20 * uploads.MEBIBYTE


def accepted(file: Any, kinds: tuple[str, ...], limit: int) -> Any:
    """The file as it may be kept, under a name that tells its kind."""
    file.seek(0)
    kept = uploads.accept(file, kinds, limit)
    name = PurePath(file.name).stem + kept.ending
    return SimpleUploadedFile(name, kept.content.read(), kept.kind)


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
        kept = accepted(file, uploads.PICTURES, PICTURE_LIMIT)
        return self.fields["file"].to_python(kept)  # Wagtail's field measures what was written anew


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        return accepted(file, (*uploads.DOCUMENTS, SHEET), DOCUMENT_LIMIT)
