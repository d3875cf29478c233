"""Pictures: written anew when they come in, and described for those who do not see them."""

from __future__ import annotations

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition


class Picture(AbstractImage):
    """``description`` is its text alternative, and required by the form."""

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "gambar"
        verbose_name_plural = "gambar"

    @property
    def default_alt_text(self) -> str:
        return self.description


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
