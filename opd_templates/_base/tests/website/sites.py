"""A seeded site and its people, for tests."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image
from wagtail.models import Page, Site

from opd import content
from opd.models import User
from opd.website.models import Picture

PASSWORD = "Kata-Sandi-Uji-2026"


def staff(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    known = Group.objects.filter(name__in=roles)
    assert known.count() == len(roles), roles
    user.groups.set(known)
    return user


def png(width: int = 40, height: int = 30) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(into, "PNG")
    return into.getvalue()


def upload(name: str = "foto.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if data is None else data)


def picture(description: str = "Sebuah kotak biru") -> Picture:
    file = ImageFile(io.BytesIO(png()), "kotak.png")
    return Picture.objects.create(title="kotak", description=description, file=file)


class SeededTest(TestCase):
    """Each request goes to the seeded site's host."""

    @classmethod
    def setUpTestData(cls) -> None:
        content.fill("seed")
        cls.site = Site.objects.get(is_default_site=True)
        cls.home = cls.site.root_page.specific
        cls.host = cls.site.hostname
        cls.headers = {"host": cls.host, "x-forwarded-proto": "https"}  # as the edge sends them

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, headers=self.headers, **more)

    def post(self, path: str, data: dict[str, Any], **more: Any) -> Any:
        return self.client.post(path, data, headers=self.headers, **more)

    def page(self, path: str) -> Any:
        """The page at ``profil/sejarah``, below the first one."""
        found: Page = self.home
        for slug in path.strip("/").split("/"):
            found = found.get_children().get(slug=slug)
        return found.specific
