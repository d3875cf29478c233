"""The first page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from opd.website.models.agenda import EventPage
from opd.website.models.base import FEATURES, SitePage
from opd.website.models.news import AnnouncementPage, NewsPage
from opd.website.models.services import ServicePage

SERVICES, NEWS, ANNOUNCEMENTS, EVENTS = 6, 3, 3, 3


class HomePage(SitePage):
    is_creatable = True
    slogan = models.CharField("slogan", max_length=150, blank=True)
    banner = models.ForeignKey(
        "website.Picture",
        verbose_name="gambar latar",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Hiasan di belakang judul. Kosong: lanskap bawaan.",
    )
    head_title = models.CharField("jabatan kepala", max_length=100, blank=True)
    head_name = models.CharField("nama kepala", max_length=100, blank=True)
    head_photo = models.ForeignKey(
        "website.Picture",
        verbose_name="foto kepala",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    greeting = RichTextField("sambutan", blank=True, features=FEATURES)

    template = "website/beranda.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel([FieldPanel("slogan"), FieldPanel("banner")], "Muka"),
        MultiFieldPanel(
            [
                FieldPanel("head_title"),
                FieldPanel("head_name"),
                FieldPanel("head_photo"),
                FieldPanel("greeting"),
            ],
            "Sambutan",
        ),
    ]

    class Meta:
        verbose_name = "beranda"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def below(model: Any) -> Any:
            return model.objects.descendant_of(self).live().public()

        return {
            **super().get_context(request, *args, **kwargs),
            "services": below(ServicePage).order_by("path")[:SERVICES],
            "news": below(NewsPage).current()[:NEWS],
            "announcements": below(AnnouncementPage).current()[:ANNOUNCEMENTS],
            "events": below(EventPage).coming()[:EVENTS],
        }
