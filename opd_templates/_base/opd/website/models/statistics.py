"""Tables of figures, pasted from a spreadsheet, read as a page and as CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.search import index

from opd.website.models.base import FEATURES, SitePage
from opd.website.tables import as_csv

MOST_ROWS, MOST_COLUMNS = 500, 20


class StatisticsPage(SitePage):
    is_creatable = True
    body = RichTextField("isi", blank=True, features=FEATURES)
    portal = models.URLField("portal data terbuka", blank=True)

    template = "website/statistik_daftar.html"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.StatisticPage"]
    content_panels = [*SitePage.content_panels, FieldPanel("body"), FieldPanel("portal")]

    class Meta:
        verbose_name = "daftar statistik"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        tables = self.listed(StatisticPage).order_by("path")
        return {**super().get_context(request, *args, **kwargs), "tables": tables}


class StatisticPage(RoutablePageMixin, SitePage):
    is_creatable = True
    period = models.CharField("tahun atau periode", max_length=60)
    unit = models.CharField("satuan", max_length=60)
    source = models.CharField("sumber", max_length=200)
    table = models.TextField(
        "tabel", help_text="Salin dari Excel lalu tempel di sini. Baris pertama adalah judul kolom."
    )
    notes = RichTextField("catatan", blank=True, features=FEATURES)

    template = "website/statistik.html"
    parent_page_types = ["website.StatisticsPage"]
    subpage_types: list[str] = []
    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("period"), FieldPanel("unit"), FieldPanel("source")]),
        FieldPanel("table"),
        FieldPanel("notes"),
    ]
    search_fields = [*SitePage.search_fields, index.SearchField("table")]

    class Meta:
        verbose_name = "tabel statistik"

    def clean(self) -> None:
        super().clean()
        if self.table and (fault := table_fault(rows(self.table))):
            raise ValidationError({"table": fault})

    @property
    def columns(self) -> list[str]:
        return next(iter(rows(self.table)), [])

    @property
    def cells(self) -> list[list[tuple[str, bool]]]:
        """Rows without the first, each cell with whether it is a number (shown to the right)."""
        return [[(cell, is_number(cell)) for cell in row] for row in rows(self.table)[1:]]

    @path("data.csv/")
    def download(self, request: HttpRequest) -> HttpResponse:
        return as_csv(f"{self.slug}.csv", rows(self.table))


def rows(text: str) -> list[list[str]]:
    """Cells as a spreadsheet copies them: tabs between, or semicolons where somebody wrote them by hand."""
    delimiter = "\t" if "\t" in text else ";"
    read = csv.reader(io.StringIO(text.strip("\r\n")), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row in read if any(cell.strip() for cell in row)]


def table_fault(found: list[list[str]]) -> str:
    """What is wrong with a table; empty: nothing."""
    width = len(found[0]) if found else 0
    if len(found) < 2 or width < 2:  # a heading and a row, a name and a figure
        return "Tabel memuat sedikitnya dua kolom dan satu baris isi di bawah judulnya."
    if len(found) > MOST_ROWS or width > MOST_COLUMNS:
        return f"Tabel paling banyak {MOST_ROWS} baris dan {MOST_COLUMNS} kolom."
    uneven = [number for number, row in enumerate(found, 1) if len(row) != width]
    return f"Baris {uneven[0]} tidak mempunyai {width} kolom seperti judulnya." if uneven else ""


def is_number(cell: str) -> bool:
    """As written in Indonesia: ``1.234,5``, ``12%``, ``-3``."""
    return re.fullmatch(r"-?\d{1,3}(\.\d{3})*(,\d+)?\s?%?|-?\d+([.,]\d+)?\s?%?", cell) is not None
