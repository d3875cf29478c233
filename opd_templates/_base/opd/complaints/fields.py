"""Controls of the forms: a place with its point on the map, several pictures at once, text that can be shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection

from opd import uploads
from opd.complaints import current
from opd.complaints.intake import Picture

_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,15})?", re.ASCII)


class PlainText(forms.CharField):
    """Without what nobody sees and somebody may hide in; lines where it is long."""

    def __init__(self, *, lines: int = 0, **options: Any) -> None:
        self.lines = lines
        widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
        super().__init__(**{"widget": widget} | options)

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
        allowed = {"\n", "\t"} if self.lines else set()
        if any(unicodedata.category(one) in _UNSEEN and one not in allowed for one in text):
            raise ValidationError(
                "Ada karakter yang tidak dapat ditampilkan. Ketik ulang isian ini.", code="karakter"
            )
        found: str = super().clean(text)
        return found


class Degrees(forms.CharField):
    """Degrees with a comma or a dot, between -``most`` and ``most``."""

    def __init__(self, most: int, **options: Any) -> None:
        self.most = most
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            **{"required": False, "max_length": 20, "widget": forms.TextInput(attributes)} | options
        )

    def clean(self, value: Any) -> float | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if not _DEGREES.fullmatch(text) or abs(degrees := float(text.replace(",", "."))) > self.most:
            raise ValidationError(f"Tulis seperti 2,959; paling besar {self.most}.", code="koordinat")
        return round(degrees, 6)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Pictures(forms.FileField):
    """Up to as many pictures as `aduan.yaml` allows: each written anew, without what is hidden in it."""

    def __init__(self, **options: Any) -> None:
        bounds = current.settings().batas
        told = f"Paling banyak {bounds.foto} foto, masing-masing paling besar {bounds.foto_mb} MB."
        widget = ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(**{"required": False, "help_text": told, "widget": widget} | options)

    def clean(self, data: Any, initial: Any = None) -> list[Picture]:
        bounds = current.settings().batas
        sent = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not sent and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(sent) > bounds.foto:
            raise ValidationError(f"Paling banyak {bounds.foto} foto.", code="banyak")
        found = []
        if sent and not connection.in_atomic_block:
            connection.close()  # its few connections are for others while pictures are written anew
        for one in sent:
            file = super().clean(one, initial)
            taken = uploads.accept(file, uploads.PICTURES, bounds.foto_mb * uploads.MEBIBYTE)
            file.close()
            found.append((taken.ending, taken.content))
        return found
