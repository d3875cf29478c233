"""Files and pictures: looked into, pictures written anew (``opd.uploads``), kept sealed (``opd.files``)."""

from __future__ import annotations

from typing import Any

from django import forms

from opd import uploads
from opd.service.schema import Field
from opd.service.values.base import Value, common

_KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FileControl(forms.FileField):
    """``clean`` gives an ``opd.uploads.Accepted``."""

    def __init__(self, field: Field, kinds: tuple[str, ...], **options: Any) -> None:
        self.told, self.kinds = field, kinds
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> uploads.Accepted | None:
        file = super().clean(data, initial)
        if not file or file is initial:
            return None
        return uploads.accept(file, self.kinds, self.told.paling_besar_mb * uploads.MEBIBYTE)


class File(Value):
    """Kept as the id of an ``Attachment``."""

    annotation = int

    def kinds(self, field: Field) -> tuple[str, ...]:
        return tuple(_KINDS[ending] for ending in field.jenis_berkas)

    def control(self, field: Field) -> forms.Field:
        kinds = self.kinds(field)
        words = ", ".join(sorted(ending.upper() for ending, kind in _KINDS.items() if kind in kinds))
        size = f"{words}, paling besar {field.paling_besar_mb} MB"
        helped = f"{field.bantuan.rstrip('.')}. {size}" if field.bantuan else size
        widget = forms.FileInput(attrs={"accept": ",".join(kinds)})
        return FileControl(
            field,
            kinds,
            **common(field, widget=widget, max_length=255, allow_empty_file=False) | {"help_text": helped},
        )

    def shown(self, kept: Any, field: Field) -> str:
        return "Berkas terlampir"

    def hidden(self, kept: Any, field: Field) -> str:
        return self.shown(kept, field)


class Picture(File):
    def kinds(self, field: Field) -> tuple[str, ...]:
        return uploads.PICTURES
