"""``opd cleanpictures``: pictures that came before all of them were written anew, written anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from PIL import Image

from opd.website.models import Picture

TELLING = {"exif", "xmp", "comment", "photoshop"}
"""Where and by whom a picture was made, as Pillow calls it."""


class Command(BaseCommand):
    help = "Writes pictures anew that tell where they were taken. A second time there are none."

    def handle(self, **_: Any) -> None:
        done = sum(_cleaned(picture) for picture in Picture.objects.iterator())
        self.stdout.write(f"{done} pictures written anew")


def _cleaned(picture: Picture) -> bool:
    from opd.website import upload_forms  # it loads the editors' part

    with picture.file.open() as file:
        if not TELLING.intersection(Image.open(file).info):
            return False
        kept = upload_forms.picture(file)
    former = picture.file.name
    picture.file.save(kept.name, kept, save=False)
    picture._set_image_file_metadata()  # noqa: SLF001  # as Wagtail's own form does
    picture.save()
    picture.file.storage.delete(former)
    picture.renditions.all().delete()
    return True
