"""Who the OPD is, as its own staff keeps it: one record a site, first filled from ``profil.yaml``."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from opd.profile import contrast_to_white
from opd.website.models.base import required_alt
from opd.website.models.documents import PublicDocument

LEAST_CONTRAST = 5.0  # to white; leaves 4.5 (WCAG 2.2, 1.4.3 AA) on the tints made from the colour
LAPOR = "https://www.lapor.go.id"
COLOR = "#1f4e79"


def validate_color(value: str) -> None:
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise ValidationError("Tulis warna sebagai # dan enam angka 0-9 a-f, misalnya #1f6b4a.")
    if (ratio := contrast_to_white(value)) < LEAST_CONTRAST:
        raise ValidationError(
            f"Warna terlalu terang (kontras {ratio:.1f}:1, paling sedikit {LEAST_CONTRAST:.0f}:1)."
        )


@register_setting(icon="home", order=100)
class SiteProfile(BaseSiteSetting):
    """Has the attributes of ``opd.profile.Profile``, so the common templates show this site's own."""

    name = models.CharField("nama", max_length=150)
    short_name = models.CharField("singkatan", max_length=40, blank=True)
    kind = models.CharField("jenis", max_length=30, blank=True, editable=False)
    city = models.CharField("kota", max_length=100, blank=True)
    address = models.CharField("alamat", max_length=250, blank=True)
    phone = models.CharField("telepon", max_length=40, blank=True)
    email = models.EmailField("surel", blank=True)
    hours_text = models.TextField(
        "jam layanan",
        blank=True,
        help_text="Satu baris satu hari, misalnya: Senin–Kamis: 08.00–16.00",  # noqa: RUF001  # as people write it
    )
    color = models.CharField("warna", max_length=7, default=COLOR, validators=[validate_color])
    logo_picture = models.ForeignKey(
        "website.Picture", verbose_name="lambang", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Kosong: lambang bawaan kota.",
    )  # fmt: skip
    latitude = models.DecimalField("lintang", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True, blank=True)
    social_text = models.TextField(
        "media sosial", blank=True, help_text="Satu baris satu akun, misalnya: Instagram: https://…"
    )
    lapor = models.URLField("SP4N-LAPOR", default=LAPOR)
    complaints_app = models.URLField(
        "aplikasi pengaduan",
        blank=True,
        db_default="",
        help_text="Aplikasi pengaduan kota sendiri, di samping SP4N-LAPOR. Kosong: tidak ditampilkan.",
    )
    city_portal = models.URLField("portal kota", blank=True)
    is_sample = models.BooleanField(
        "masih isi contoh", default=True, help_text="Pita «isi contoh» tampil sampai ini dimatikan."
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    select_related = ("logo_picture", "collection", "site")
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("short_name")]),
                FieldPanel("city"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("hours_text"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            "Kantor",
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("color"), FieldPanel("logo_picture")])], "Tampilan"),
        MultiFieldPanel(
            [
                FieldPanel("social_text"),
                FieldPanel("lapor"),
                FieldPanel("complaints_app"),
                FieldPanel("city_portal"),
            ],
            "Tautan",
        ),
        FieldPanel("is_sample"),
    ]

    class Meta:
        verbose_name = "identitas situs"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = required_alt(self.logo_picture, "logo_picture")
        for field in ("hours_text", "social_text"):
            if any(not value for _, value in pairs(getattr(self, field))):
                faults[field] = ["Setiap baris ditulis sebagai «nama: isi»."]
        if any(not url.startswith("https://") for _, url in pairs(self.social_text)):
            faults["social_text"] = ["Alamat media sosial dimulai dengan https://."]
        if faults:
            raise ValidationError(faults)

    @property
    def hours(self) -> list[dict[str, str]]:
        return [{"days": days, "time": hours} for days, hours in pairs(self.hours_text)]

    @property
    def social(self) -> list[tuple[str, str]]:
        return pairs(self.social_text)

    @property
    def host(self) -> str:
        return self.site.hostname

    @property
    def logo(self) -> str:
        """No path below ``static/``: ``opd/lambang.html`` shows the picture."""
        return ""

    @property
    def links(self) -> tuple[dict[str, str], ...]:
        return ()

    @property
    def example(self) -> bool:
        return self.is_sample

    @property
    def map_url(self) -> str:
        """Where the office is, on OpenStreetMap: a link, and nothing that is loaded with the page."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"https://www.openstreetmap.org/?mlat={self.latitude}&mlon={self.longitude}#map=17/{self.latitude}/{self.longitude}"

    @property
    def is_long_name(self) -> bool:
        return len(self.name) > 34  # what fits two lines of the first page's largest letters

    def documents(self) -> Any:
        """What the list of documents shows: of this site's collection and those within it."""
        listed = PublicDocument.objects.filter(is_listed=True, is_checked=True)
        if self.collection is None:
            return listed.none()
        within = self.collection.get_descendants(inclusive=True).values_list("pk", flat=True)
        return listed.filter(collection__in=list(within))

    @classmethod
    def for_request(cls, request: HttpRequest) -> SiteProfile:
        return super().for_request(request)


def pairs(text: str) -> list[tuple[str, str]]:
    """``name: value`` a line."""
    found = (line.partition(":") for line in text.splitlines() if line.strip())
    return [(name.strip(), value.strip()) for name, _, value in found]
