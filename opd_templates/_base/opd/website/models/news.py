"""News, which age, and announcements, which hold from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from opd.website.models.base import SitePage, required_alt
from opd.website.models.blocks import BODY

A_PAGE = 10


def today() -> date:
    return timezone.localdate()


def paged(request: HttpRequest, found: Any) -> Any:
    """The part of a list that was asked for; the last one where there are not so many."""
    return Paginator(found, A_PAGE).get_page(request.GET.get("hal"))


class NewsQuerySet(PageQuerySet):
    def current(self) -> Self:
        return self.filter(archived=False).order_by("-date", "-pk")


class NewsIndexPage(SitePage):
    is_creatable = True
    template = "website/kabar_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]

    class Meta:
        verbose_name = "daftar berita"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        archive = request.GET.get("arsip") == "1"
        found = self.listed(NewsPage).filter(archived=archive).order_by("-date", "-pk")
        return {
            **super().get_context(request, *args, **kwargs),
            "items": paged(request, found.select_related("picture")),
            "archive": archive,
            "has_archive": True,
        }


class NewsPage(SitePage):
    is_creatable = True
    date = models.DateField("tanggal", default=today)
    author = models.CharField("penulis", max_length=100, blank=True)
    picture = models.ForeignKey(
        "website.Picture",
        verbose_name="foto",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    caption = models.CharField("keterangan foto", max_length=250, blank=True)
    body = StreamField(BODY, verbose_name="isi")
    archived = models.BooleanField(
        "diarsipkan",
        default=False,
        help_text="Tidak lagi di daftar dan beranda; alamatnya tetap dapat dibuka.",
    )

    objects = PageManager.from_queryset(NewsQuerySet)()
    template = "website/berita.html"
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("author")]),
        FieldPanel("picture"),
        FieldPanel("caption"),
        FieldPanel("body"),
        FieldPanel("archived"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "berita"

    def clean(self) -> None:
        super().clean()
        if faults := required_alt(self.picture, "picture"):
            raise ValidationError(faults)


class AnnouncementQuerySet(PageQuerySet):
    def begun(self) -> Self:
        return self.filter(begins__lte=today())

    def current(self) -> Self:
        return self.begun().exclude(ends__lt=today()).order_by("-begins", "-pk")


def without_coming(pages: PageQuerySet) -> PageQuerySet:
    """Of announcements those that have begun: before that not even their titles are told."""
    return pages.exclude(pk__in=AnnouncementPage.objects.filter(begins__gt=today()).values("pk"))


class AnnouncementsPage(SitePage):
    is_creatable = True
    template = "website/kabar_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.AnnouncementPage"]

    class Meta:
        verbose_name = "daftar pengumuman"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        archive = request.GET.get("arsip") == "1"
        found = self.listed(AnnouncementPage)
        shown = found.filter(ends__lt=today()).order_by("-ends", "-pk") if archive else found.current()
        return {
            **super().get_context(request, *args, **kwargs),
            "items": paged(request, shown),
            "archive": archive,
            "has_archive": True,
        }


class AnnouncementPage(SitePage):
    """Before ``begins`` nobody but staff sees it, after ``ends`` it stands under what has passed."""

    is_creatable = True
    begins = models.DateField("mulai", default=today)
    ends = models.DateField("berakhir", null=True, blank=True, help_text="Kosong: sampai dicabut.")
    body = StreamField(BODY, verbose_name="isi")

    objects = PageManager.from_queryset(AnnouncementQuerySet)()
    template = "website/pengumuman.html"
    parent_page_types = ["website.AnnouncementsPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("begins"), FieldPanel("ends")]),
        FieldPanel("body"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("body"), index.FilterField("begins")]

    class Meta:
        verbose_name = "pengumuman"

    @property
    def date(self) -> date:
        return self.begins

    @property
    def is_coming(self) -> bool:
        return self.begins > today()

    @property
    def has_ended(self) -> bool:
        return self.ends is not None and self.ends < today()

    def clean(self) -> None:
        super().clean()
        if self.ends and self.begins and self.ends < self.begins:
            raise ValidationError({"ends": "Berakhir lebih dahulu daripada mulai."})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_coming and not getattr(request, "is_preview", False):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [] if self.is_coming else super().get_sitemap_urls(request)
