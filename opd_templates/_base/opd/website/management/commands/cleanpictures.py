"""``opd cleanpictures``: pictures that came before all of them were written anew, written anew."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from opd.website.models import Picture

TELLING = {"exif", "xmp", "comment", "photoshop"}
"""Where and by whom a picture was made, as Pillow calls it."""
NOT_TAKEN = (OSError, ValidationError, Image.DecompressionBombError)
"""Its file is gone or broken, or would not be taken today."""


class Command(BaseCommand):
    help = "Writes pictures anew that tell where they were taken. A second time there are none."

    def handle(self, **_: Any) -> None:
        done = failed = 0
        for picture in Picture.objects.order_by("pk").iterator():
            try:
                done += _cleaned(picture)
            except NOT_TAKEN as error:
                failed += 1
                self.stderr.write(f"{picture.pk} {picture.file.name}: {error}")
        self.stdout.write(f"{done} pictures written anew")
        if failed:
            raise CommandError(f"{failed} pictures stay as they are")


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
