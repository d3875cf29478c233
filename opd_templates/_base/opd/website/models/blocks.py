"""What the body of a page is put together from."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images.blocks import ImageChooserBlock

from opd.website.models.base import FEATURES


class DocumentChooserBlock(blocks.ChooserBlock):
    """Wagtail's own; but what an editor chooses with (its views, tables, filters) is loaded with the first form."""

    @cached_property
    def target_model(self) -> Any:
        return get_document_model()

    @cached_property
    def widget(self) -> Any:
        from wagtail.documents.widgets import AdminDocumentChooser

        return AdminDocumentChooser()

    def render_basic(self, value: Any, context: Any = None) -> str:
        return format_html('<a href="{}">{}</a>', value.url, value.title) if value else ""

    class Meta:
        icon = "doc-full"


DocumentChooserBlock.__module__ = "wagtail.documents.blocks"  # as migrations know it


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label="gambar")
    alt = blocks.CharBlock(
        label="teks alternatif",
        max_length=250,
        help_text="Apa yang terlihat, bagi yang tidak dapat melihatnya.",
    )
    caption = blocks.CharBlock(label="keterangan", max_length=250, required=False)

    class Meta:
        icon = "image"
        label = "gambar"
        template = "website/blok/gambar.html"


class FilesBlock(blocks.ListBlock):
    def __init__(self, **options: object) -> None:
        super().__init__(DocumentChooserBlock(label="dokumen"), **options)

    class Meta:
        icon = "doc-full"
        label = "berkas untuk diunduh"
        template = "website/blok/berkas.html"


class ButtonBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="tulisan", max_length=60)
    url = blocks.URLBlock(label="alamat")

    class Meta:
        icon = "link"
        label = "tombol"
        template = "website/blok/tombol.html"


BODY = [
    ("text", blocks.RichTextBlock(label="tulisan", features=FEATURES)),
    ("picture", PictureBlock()),
    ("files", FilesBlock()),
    ("button", ButtonBlock()),
]
