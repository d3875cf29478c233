"""What all pages have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from opd.website import niks

ICONS = [
    ("bintang", "Bintang"),
    ("daftar", "Daftar"),
    ("dokumen", "Dokumen"),
    ("hati", "Hati"),
    ("jam", "Jam"),
    ("jaringan", "Jaringan"),
    ("kartu", "Kartu"),
    ("keluarga", "Keluarga"),
    ("kunci", "Kunci"),
    ("lencana", "Lencana"),
    ("orang", "Orang"),
    ("percakapan", "Percakapan"),
    ("perisai", "Perisai"),
    ("surel", "Surat"),
]
FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote"]


class SitePage(Page):
    """A page with one sentence on what it is about; never with a citizen's number in it."""

    is_creatable = False
    summary = models.CharField(
        "ringkasan",
        max_length=250,
        blank=True,
        help_text="Satu kalimat: tampil di bawah judul dan di daftar.",
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], "Mesin pencari"
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], "Menu"),
    ]
    settings_panels: list[Panel] = []  # days to go live and to expire: nothing here would keep them
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    @property
    def described(self) -> str:
        """For search engines and for those who share it."""
        return self.search_description or self.summary or self.title

    def clean(self) -> None:
        super().clean()
        faults = {
            field: ["Ada nomor yang tampak seperti NIK. Hapus: halaman ini dibaca umum."]
            for field in self._with_a_nik()
        }
        if faults:
            raise ValidationError(faults)

    def _with_a_nik(self) -> list[str]:
        """Fields of text that hold a number built like a NIK."""
        own = (field for field in self._meta.get_fields() if getattr(field, "model", None) is type(self))
        return [
            field.name
            for field in own
            if isinstance(field, models.CharField | models.TextField | StreamField)
            and any(map(niks.holds, _texts(field, self)))
        ] + (["title"] if niks.holds(self.title) else [])

    def listed(self, model: type[Page]) -> Any:
        """The published pages of a kind below this one."""
        return model.objects.child_of(self).live().public()


def _texts(field: models.Field, page: SitePage) -> Iterator[str]:
    told = field.value_to_string(page)
    return _strings(json.loads(told)) if isinstance(field, StreamField) else iter([str(told)])


def _strings(value: Any) -> Iterator[str]:
    """All that was written into blocks, however deep; the editor's own numbers of blocks are not."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        within = [each for key, each in value.items() if key != "id"] if isinstance(value, dict) else value
        for each in within:
            yield from _strings(each)


def required_alt(picture: Any, field: str) -> dict[str, list[str]]:
    """A fault for ``field`` where its picture says nothing to those who do not see it."""
    if picture is None or picture.description.strip():
        return {}
    return {field: ["Gambar ini belum punya teks alternatif. Isi dahulu keterangannya pada menu Gambar."]}
