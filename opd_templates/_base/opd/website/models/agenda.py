"""What happens when and where; calendars read it as iCalendar (RFC 5545)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from opd.website import ics
from opd.website.models.base import FEATURES, SitePage
from opd.website.models.news import paged


class EventQuerySet(PageQuerySet):
    def coming(self) -> Self:
        """Not over yet, the next first."""
        now = timezone.now()
        return self.filter(models.Q(ends__gte=now) | models.Q(ends=None, begins__gte=now)).order_by(
            "begins", "pk"
        )


class AgendaPage(RoutablePageMixin, SitePage):
    is_creatable = True
    template = "website/agenda_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.EventPage"]

    class Meta:
        verbose_name = "agenda"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        archive = request.GET.get("arsip") == "1"
        found = self.listed(EventPage)
        coming = found.coming()
        shown = found.exclude(pk__in=coming.values("pk")).order_by("-begins") if archive else coming
        return {
            **super().get_context(request, *args, **kwargs),
            "items": paged(request, shown),
            "archive": archive,
        }

    @path("kalender.ics/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        events = self.listed(EventPage).coming()[:200]
        return _calendar(request, self.title, events)


class EventPage(RoutablePageMixin, SitePage):
    is_creatable = True
    begins = models.DateTimeField("mulai")
    ends = models.DateTimeField("selesai", null=True, blank=True)
    place = models.CharField("tempat", max_length=150, blank=True)
    body = RichTextField("keterangan", blank=True, features=FEATURES)

    objects = PageManager.from_queryset(EventQuerySet)()
    template = "website/acara.html"
    parent_page_types = ["website.AgendaPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("begins"), FieldPanel("ends")]),
        FieldPanel("place"),
        FieldPanel("body"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("body"), index.SearchField("place")]

    class Meta:
        verbose_name = "acara"

    @property
    def date(self) -> datetime:
        return self.begins

    @property
    def is_over(self) -> bool:
        return (self.ends or self.begins) < timezone.now()

    def clean(self) -> None:
        super().clean()
        if self.ends and self.begins and self.ends < self.begins:
            raise ValidationError({"ends": "Selesai lebih dahulu daripada mulai."})

    @path("acara.ics/")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        return _calendar(request, self.title, [self])


def _calendar(request: HttpRequest, title: str, events: Any) -> HttpResponse:
    told = [
        ics.Event(
            uid=f"{each.pk}@{request.get_host()}",
            changed=each.last_published_at or each.first_published_at or timezone.now(),
            begins=each.begins,
            ends=each.ends,
            title=each.title,
            place=each.place,
            text=each.summary,
            url=each.get_full_url(request),
        )
        for each in events
    ]
    return HttpResponse(ics.calendar(title, told), content_type="text/calendar; charset=utf-8")
