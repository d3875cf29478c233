"""Pages of text: profile, statements, complaint, contact."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from opd.website.models.base import FEATURES, ICONS, SitePage
from opd.website.models.blocks import BODY


class SectionPage(SitePage):
    """A menu of its own: a few words, and cards for the pages below."""

    is_creatable = True
    body = RichTextField("isi", blank=True, features=FEATURES)

    template = "website/bagian.html"
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.TextPage", "website.StructurePage", "website.OfficialsPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "bagian"


class TextPage(SitePage):
    is_creatable = True
    icon = models.CharField("ikon", max_length=20, choices=ICONS, default="dokumen")
    body = StreamField(BODY, verbose_name="isi", blank=True)

    template = "website/teks.html"
    parent_page_types = ["website.HomePage", "website.SectionPage", "website.TextPage"]
    subpage_types = ["website.TextPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("icon"), FieldPanel("body")]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "halaman teks"


class ContactPage(SitePage):
    """Address and hours are the site's (``SiteProfile``): they stand in one place, and show everywhere."""

    is_creatable = True
    body = RichTextField("isi", blank=True, features=FEATURES)
    directions = RichTextField("petunjuk jalan", blank=True, features=["bold", "ul", "ol"])
    map_picture = models.ForeignKey(
        "website.Picture",
        verbose_name="gambar peta",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Denah atau potongan peta. Situs tidak memuat peta dari pihak lain.",
    )

    template = "website/kontak.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("body"),
        FieldPanel("directions"),
        FieldPanel("map_picture"),
    ]

    class Meta:
        verbose_name = "kontak"
