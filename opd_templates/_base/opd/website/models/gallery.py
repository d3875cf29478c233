"""Pictures of an occasion."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from opd.website.models.base import SitePage
from opd.website.models.news import paged, today


class GalleriesPage(SitePage):
    is_creatable = True
    template = "website/galeri_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.GalleryPage"]

    class Meta:
        verbose_name = "daftar galeri"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = (
            self.listed(GalleryPage)
            .order_by("-date", "-pk")
            .prefetch_related("pictures__picture__renditions")
        )
        return {**super().get_context(request, *args, **kwargs), "items": paged(request, found)}


class GalleryPage(SitePage):
    is_creatable = True
    date = models.DateField("tanggal", default=today)

    template = "website/galeri.html"
    parent_page_types = ["website.GalleriesPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("date"),
        InlinePanel("pictures", label="gambar", min_num=1, max_num=16),
    ]

    class Meta:
        verbose_name = "galeri"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pictures = self.pictures.select_related("picture").prefetch_related("picture__renditions")
        shown = self.pictures.all() if getattr(request, "is_preview", False) else pictures
        return {**super().get_context(request, *args, **kwargs), "pictures": shown}


class GalleryPicture(Orderable):
    page = ParentalKey(GalleryPage, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(
        "website.Picture", verbose_name="gambar", on_delete=models.PROTECT, related_name="+"
    )
    alt = models.CharField(
        "teks alternatif", max_length=250, help_text="Apa yang terlihat, bagi yang tidak dapat melihatnya."
    )
    caption = models.CharField("keterangan", max_length=250, blank=True)

    panels = [FieldPanel("picture"), FieldPanel("alt"), FieldPanel("caption")]

    class Meta(Orderable.Meta):
        verbose_name = "gambar galeri"
