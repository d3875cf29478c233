"""Documents: what kind, of which year, of which class, how large, and a checksum to compare a copy with."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField
from wagtail.search import index

from opd.website import niks, notices, reading
from opd.website.models.base import FEATURES, SitePage
from opd.website.models.news import paged, today

# UU 14/2008 and Perki 1/2021. What is withheld has no file here: it stands in the list (``PublicInformation``).
PERIODIC, AT_ONCE, ANY_TIME, WITHHELD = "berkala", "serta-merta", "setiap-saat", "dikecualikan"
CLASSES = [
    (PERIODIC, "Berkala"),
    (AT_ONCE, "Serta-merta"),
    (ANY_TIME, "Setiap saat"),
    (WITHHELD, "Dikecualikan"),
]
KINDS = [
    ("renstra", "Rencana Strategis (Renstra)"),
    ("renja", "Rencana Kerja (Renja)"),
    ("rka", "Rencana Kerja dan Anggaran (RKA)"),
    ("dpa", "Dokumen Pelaksanaan Anggaran (DPA)"),
    ("iku", "Indikator Kinerja Utama (IKU)"),
    ("perjanjian-kinerja", "Perjanjian Kinerja"),
    ("lkjip", "Laporan Kinerja (LKjIP)"),
    ("standar-pelayanan", "Standar Pelayanan"),
    ("peraturan", "Peraturan"),
    ("laporan-ppid", "Laporan PPID"),
    ("formulir", "Formulir"),
    ("lain", "Dokumen lain"),
]
SAKIP = ("renstra", "renja", "rka", "dpa", "iku", "perjanjian-kinerja", "lkjip")
FIRST_YEAR = 1945
SHOWN = 3  # of the numbers that look like a NIK
SUSPICIOUS = (
    "Dokumen «{title}» memuat nomor yang tampak seperti NIK: {numbers}. {reach}: periksa isinya, "
    "dan ganti berkasnya bila benar NIK."
)
PUBLIC, WAITING = "Siapa pun dapat mengunduhnya", "Berkasnya belum dapat dibuka umum"
UNREAD = (
    "Teks dokumen «{title}» tidak dapat dibaca seluruhnya, misalnya karena hasil pindai. Periksa sendiri bahwa tidak "
    "ada NIK di dalamnya."
)


def this_year() -> int:
    return today().year


class PublicDocument(AbstractDocument):
    kind = models.CharField("jenis", max_length=30, choices=KINDS, default="lain")
    information_class = models.CharField("klasifikasi", max_length=20, choices=CLASSES[:3], default=PERIODIC)
    number = models.CharField("nomor", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(
        "tahun", default=this_year, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2200)]
    )
    sha256 = models.CharField("checksum SHA-256", max_length=64, blank=True, editable=False)
    suspects = models.CharField(
        "tampak seperti NIK", max_length=100, blank=True, db_default="", editable=False
    )
    is_listed = models.BooleanField("tampil di daftar dokumen", default=True)
    is_checked = models.BooleanField(
        "sudah diperiksa",
        default=False,
        db_default=False,
        help_text="Sebelum dicentang, berkasnya tidak dapat dibuka umum.",
    )

    admin_form_fields = (
        "title",
        "file",
        "kind",
        "information_class",
        "number",
        "year",
        "is_listed",
        "is_checked",
        "collection",
    )
    search_fields = [
        *AbstractDocument.search_fields,
        index.SearchField("number"),
        index.FilterField("is_listed"),
        index.FilterField("is_checked"),
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = "dokumen"
        verbose_name_plural = "dokumen"
        permissions = [("check_publicdocument", "Memeriksa berkas sebelum umum melihatnya")]

    def clean(self) -> None:
        if self.file:  # one of many gets its words first; what it is was looked at when it came
            super().clean()
        if niks.holds(self.title) or niks.holds(self.number):
            raise ValidationError({"title": "Ada nomor yang tampak seperti NIK."})

    def _set_document_file_metadata(self) -> None:
        super()._set_document_file_metadata()
        with self.open_file() as file:
            content = file.read()
        self.file.seek(0)
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._look_through(content)

    def _look_through(self, content: bytes) -> None:
        """A warning, and no more: a machine takes other numbers for a NIK, and does not see all."""
        text = reading.read(content, self.file_extension.lower())
        found = niks.within(text.words)
        self.suspects = ", ".join(found[:SHOWN]) + (
            f" dan {len(found) - SHOWN} lagi" if found[SHOWN:] else ""
        )
        if found:
            reach = PUBLIC if self.is_checked else WAITING
            notices.say(SUSPICIOUS.format(title=self.title, numbers=self.suspects, reach=reach))
        elif not text.whole:
            notices.say(UNREAD.format(title=self.title))

    @property
    def ending(self) -> str:
        return self.file_extension.upper()


class DocumentsPage(SitePage):
    """All documents of the site's collection, by kind, class and year."""

    is_creatable = True
    body = RichTextField("isi", blank=True, features=FEATURES)

    template = "website/dokumen.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*SitePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = "daftar dokumen"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from opd.website.models.site import SiteProfile

        known = SiteProfile.for_request(request).documents()
        years = list(known.order_by("-year").values_list("year", flat=True).distinct())
        chosen = {
            "jenis": _among(request.GET.get("jenis", ""), [kind for kind, _ in KINDS]),
            "kelas": _among(request.GET.get("kelas", ""), [each for each, _ in CLASSES]),
            "tahun": _among(request.GET.get("tahun", ""), [str(year) for year in years]),
        }
        fields = {"jenis": "kind", "kelas": "information_class", "tahun": "year"}
        found = known.filter(**{fields[name]: value for name, value in chosen.items() if value})
        return {
            **super().get_context(request, *args, **kwargs),
            "items": paged(request, found.order_by("-year", "kind", "title")),
            "kinds": KINDS,
            "classes": CLASSES[:3],
            "years": years,
            "chosen": chosen,
        }


def _among(value: str, known: list[str]) -> str:
    return value if value in known else ""
