"""Who is who: the organisation as a picture and as text, and its officials."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from opd.private import DOTS, masked
from opd.website.models.base import SitePage, required_alt

DEEPEST = 5
NIP_LENGTH = 18


class StructureForm(WagtailAdminPageForm):
    """The rows of the tree follow each other: each is at most one step below the one before."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        rows = self.formsets.get("positions")
        if rows is None or not rows.is_valid():  # told beside each row
            return cleaned
        kept = [form for form in rows.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        before = 0
        for form in sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0):
            level = form.cleaned_data["level"]
            if level > before + 1:
                form.add_error("level", "Tingkat ini melompati satu tingkat di atasnya.")
            before = level
        return cleaned


class StructurePage(SitePage):
    is_creatable = True
    chart = models.ForeignKey(
        "website.Picture", verbose_name="bagan (gambar)", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", help_text="Pelengkap: susunan sebagai teks di bawah ini tetap wajib.",
    )  # fmt: skip

    base_form_class = StructureForm
    template = "website/struktur.html"
    parent_page_types = ["website.SectionPage", "website.HomePage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldPanel("chart"),
        InlinePanel("positions", label="jabatan", min_num=1),
    ]

    class Meta:
        verbose_name = "struktur organisasi"

    def clean(self) -> None:
        super().clean()
        if faults := required_alt(self.chart, "chart"):
            raise ValidationError(faults)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "tree": tree(list(self.positions.all()))}


class Position(Orderable):
    """A row of the tree: the order and ``level`` (1 is the top) say what is below what."""

    page = ParentalKey(StructurePage, on_delete=models.CASCADE, related_name="positions")
    level = models.PositiveSmallIntegerField(
        "tingkat", default=1, validators=[MinValueValidator(1), MaxValueValidator(DEEPEST)],
        help_text="1 = pimpinan, 2 = di bawahnya, dan seterusnya.",
    )  # fmt: skip
    title = models.CharField("jabatan", max_length=150)
    name = models.CharField("nama", max_length=150, blank=True)

    panels = [FieldRowPanel([FieldPanel("level"), FieldPanel("title"), FieldPanel("name")])]

    class Meta(Orderable.Meta):
        verbose_name = "jabatan"


def tree(positions: list[Position]) -> list[dict[str, Any]]:
    """Rows in order as ``{"position": …, "below": [the same]}``; a level left out counts as the next one."""
    roots: list[dict[str, Any]] = []
    path: list[list[dict[str, Any]]] = [roots]
    for position in positions:
        depth = min(max(position.level, 1), len(path))
        node = {"position": position, "below": []}
        path[depth - 1].append(node)
        path[depth:] = [node["below"]]
    return roots


class OfficialsPage(SitePage):
    is_creatable = True
    template = "website/pejabat.html"
    parent_page_types = ["website.SectionPage", "website.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*SitePage.content_panels, InlinePanel("officials", label="pejabat")]

    class Meta:
        verbose_name = "daftar pejabat"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = self.officials.all()
        if not getattr(request, "is_preview", False):
            shown = shown.select_related("photo").prefetch_related("photo__renditions")
        return {**super().get_context(request, *args, **kwargs), "officials": shown}


class Official(Orderable):
    """The NIP tells a birthday: only its masked form is ever stored, in revisions too."""

    page = ParentalKey(OfficialsPage, on_delete=models.CASCADE, related_name="officials")
    name = models.CharField("nama", max_length=150)
    title = models.CharField("jabatan", max_length=150)
    nip = models.CharField(
        "NIP",
        max_length=25,
        blank=True,
        help_text="Disimpan dan ditampilkan tersamar; angka lengkapnya tidak disimpan.",
    )
    photo = models.ForeignKey(
        "website.Picture",
        verbose_name="foto",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    since = models.DateField("menjabat sejak", null=True, blank=True)
    lhkpn = models.URLField("tautan LHKPN", blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("title")]),
                FieldRowPanel([FieldPanel("nip"), FieldPanel("since")]),
                FieldPanel("photo"),
                FieldPanel("lhkpn"),
            ]
        )
    ]

    class Meta(Orderable.Meta):
        verbose_name = "pejabat"

    def clean(self) -> None:
        super().clean()
        self.nip = masked_nip(self.nip)


def masked_nip(value: str) -> str:
    """``1980••••••••••0001``; what is masked already stays. ValidationError where it is no NIP."""
    plain = value.replace(" ", "")
    if not plain or DOTS in plain:
        return plain
    if not (plain.isdigit() and len(plain) == NIP_LENGTH):
        raise ValidationError({"nip": f"NIP terdiri atas {NIP_LENGTH} angka."})
    return masked(plain)
