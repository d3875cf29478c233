"""Services and their standards: six components have to be published (UU 25/2009, PermenPANRB 15/2014)."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from opd.website.models.base import FEATURES, ICONS, SitePage

COMPONENTS = {
    "requirements": "persyaratan",
    "procedure": "sistem, mekanisme, dan prosedur",
    "duration": "jangka waktu",
    "cost": "biaya",
    "product": "produk layanan",
    "complaints": "penanganan pengaduan",
}
ONE_A_LINE = "Satu baris satu butir."


class ServicesPage(SitePage):
    is_creatable = True
    body = RichTextField("isi", blank=True, features=FEATURES)
    pledge = models.TextField("maklumat pelayanan", blank=True)
    survey_score = models.DecimalField(
        "nilai SKM", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(25), MaxValueValidator(100)],
        help_text="Survei Kepuasan Masyarakat (PermenPANRB 14/2017): 25 sampai 100.",
    )  # fmt: skip
    survey_period = models.CharField("periode survei", max_length=60, blank=True)
    survey_respondents = models.PositiveIntegerField("jumlah responden", null=True, blank=True)
    survey_followup = RichTextField("tindak lanjut survei", blank=True, features=["bold", "ul", "ol", "link"])

    template = "website/layanan_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.ServicePage"]
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("body"),
        FieldPanel("pledge"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("survey_score"),
                        FieldPanel("survey_period"),
                        FieldPanel("survey_respondents"),
                    ]
                ),
                FieldPanel("survey_followup"),
            ],
            "Survei Kepuasan Masyarakat",
        ),
    ]

    class Meta:
        verbose_name = "daftar layanan"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        services = self.listed(ServicePage).order_by("path")
        return {**super().get_context(request, *args, **kwargs), "services": services}


class CompletenessPanel(HelpPanel):
    """How much of what has to be published is there; as it was last saved."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "website/panel/kelengkapan.html", "heading": "Kelengkapan"} | kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "service": self.instance}


class ServicePage(SitePage):
    is_creatable = True
    icon = models.CharField("ikon", max_length=20, choices=ICONS, default="dokumen")
    body = RichTextField("penjelasan", blank=True, features=FEATURES)
    requirements = models.TextField("persyaratan", blank=True, help_text=ONE_A_LINE)
    procedure = models.TextField("sistem, mekanisme, dan prosedur", blank=True, help_text=ONE_A_LINE)
    duration = models.CharField("jangka waktu", max_length=200, blank=True)
    cost = models.CharField("biaya", max_length=200, blank=True)
    product = models.CharField("produk layanan", max_length=200, blank=True)
    complaints = models.TextField("penanganan pengaduan", blank=True)
    further = RichTextField(
        "komponen lain", blank=True, features=FEATURES,
        help_text="Dasar hukum, sarana, kompetensi, pengawasan, jumlah pelaksana, jaminan, evaluasi.",
    )  # fmt: skip
    form = models.ForeignKey(
        "website.PublicDocument", verbose_name="formulir", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    online = models.URLField("alamat layanan daring", blank=True)

    template = "website/layanan.html"
    parent_page_types = ["website.ServicesPage"]
    subpage_types: list[str] = []
    content_panels = [
        CompletenessPanel(),
        *SitePage.content_panels,
        FieldPanel("icon"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel(name) for name in COMPONENTS], "Enam komponen yang wajib diumumkan"),
        FieldPanel("further"),
        FieldRowPanel([FieldPanel("form"), FieldPanel("online")]),
    ]
    search_fields = [
        *SitePage.search_fields,
        index.SearchField("body"),
        *(index.SearchField(name) for name in COMPONENTS),
    ]

    class Meta:
        verbose_name = "layanan"

    @property
    def missing(self) -> list[str]:
        """The names of components that nobody wrote yet."""
        return [told for name, told in COMPONENTS.items() if not (getattr(self, name) or "").strip()]

    @property
    def completeness(self) -> int:
        """How many of the six are there."""
        return len(COMPONENTS) - len(self.missing)

    @property
    def requirement_lines(self) -> list[str]:
        return lines(self.requirements)

    @property
    def procedure_lines(self) -> list[str]:
        return lines(self.procedure)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
