"""What editors upload: checked by its content and written anew (``opd.uploads``) before anything is kept.

A file that waits for its words (many at once: ``wagtail.models.UploadedFile``) lies on the disk as well: ``waiting``.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from opd import uploads
from opd.website.models import Picture, PublicDocument
from opd.website.roles import CHECK

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE_LIMIT = 5 * uploads.MEBIBYTE
DOCUMENT_LIMIT = 20 * uploads.MEBIBYTE
PUBLIC_DOCUMENT = "Dokumen ini sudah diperiksa dan hanya diubah penyunting. Unggah sebagai dokumen baru."
OTHER_DOCUMENT = (
    "Berkas ini diganti sesudah halaman ini dibuka. Buka lagi dari daftar dokumen dan periksa berkasnya."
)
PUBLIC_PICTURE = "Gambar yang sudah ada hanya diganti penyunting. Unggah sebagai gambar baru."


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


def may_check(user: Any) -> bool:
    """Whether what ``user`` saves is public at once. Nobody: a command of ours."""
    return user is None or user.has_perm(CHECK)


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._may_replace = not self.instance.pk or may_check(user)
        if "description" in self.fields:
            field: forms.CharField = self.fields["description"]
            field.required = True
            field.label = "Teks alternatif"
            field.help_text = "Apa yang terlihat, bagi yang tidak dapat melihatnya."

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if not self._may_replace:
            raise ValidationError(PUBLIC_PICTURE)
        return self.fields["file"].to_python(picture(file))  # Wagtail's field measures what was written anew


class DocumentForm(BaseDocumentForm):
    """A writer's document waits for an editor; one that is public is not a writer's to change.

    ``shown`` is the file that the editor had before them: meanwhile the writer may have put another in its place.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._may_check = may_check(user)
        self.initial["shown"] = self.instance.sha256
        if not self._may_check:
            self.fields.pop("is_checked", None)
        elif not self.instance.pk:
            self.initial["is_checked"] = True

    def clean(self) -> dict[str, Any]:
        if self.instance.is_checked and not self._may_check:
            raise ValidationError(PUBLIC_DOCUMENT)
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("is_checked") and not self.instance.is_checked and self._is_another(cleaned):
            raise ValidationError(OTHER_DOCUMENT)
        return cleaned

    def _is_another(self, cleaned: dict[str, Any]) -> bool:
        is_kept = self.instance.pk and "file" not in self.changed_data
        return bool(is_kept) and cleaned.get("shown") != self.instance.sha256

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        return document(file)
