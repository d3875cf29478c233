"""Many small sites in one: each with its own host, pages, files, editors and colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.test import TestCase
from wagtail.models import Page, Site

from opd import content
from opd.profile import profile
from opd.website import tenants
from opd.website.models import SiteProfile

from .sites import staff

OWN_COLOR = "#5b2a86" if profile().color.lower() != "#5b2a86" else "#1f4f6b"  # not that of the project
ROWS = (
    {
        "id": "kel-bane",
        "name": "Kelurahan Bane",
        "host": "kel-bane.kota.test",
        "kind": "kelurahan",
        "color": OWN_COLOR,
    },
    {
        "id": "kel-toba",
        "name": "Kelurahan Toba",
        "host": "kel-toba.kota.test",
        "kind": "kelurahan",
        "address": "Jalan Toba 2",
    },
)


def with_tenants(*rows: dict[str, Any]) -> Any:
    return replace(profile(), tenants=rows)


class Served(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for row in ROWS:  # settings declare their roles at start; here they are declared later
            for role in ("penulis", "penyunting"):
                group = Group.objects.create(name=f"{role} {row['id']}")
                group.permissions.set(Group.objects.get(name=role).permissions.all())
        with patch("opd.website.content.profile", lambda: with_tenants(*ROWS)):
            cls.made = content.fill("seed")["website"]

    def get(self, host: str, path: str = "/") -> Any:
        return self.client.get(path, headers={"host": host, "x-forwarded-proto": "https"})

    def test_each_has_a_site_a_name_and_a_colour(self) -> None:
        self.assertEqual(self.made, 3)
        self.assertContains(self.get("kel-bane.kota.test"), "Kelurahan Bane")
        self.assertNotContains(self.get("kel-bane.kota.test"), profile().name)
        self.assertContains(self.get("kel-bane.kota.test", "/warna.css"), OWN_COLOR)
        self.assertContains(self.get("kel-toba.kota.test", "/warna.css"), profile().color.lower())
        self.assertNotContains(self.get("kel-toba.kota.test", "/warna.css"), OWN_COLOR)
        self.assertContains(self.get("kel-toba.kota.test", "/kontak/"), "Jalan Toba 2")
        self.assertContains(self.get("kel-toba.kota.test", "/sitemap.xml"), "https://kel-toba.kota.test/")
        self.assertNotContains(self.get("kel-toba.kota.test", "/sitemap.xml"), "kel-bane")
        self.assertNotContains(self.get("kel-toba.kota.test", "/rss.xml"), "kel-bane")

    def test_one_more_is_added_and_the_others_stay(self) -> None:
        more = {"id": "kel-karo", "name": "Kelurahan Karo", "host": "kel-karo.kota.test"}
        before = Page.objects.count()
        with patch("opd.website.content.profile", lambda: with_tenants(*ROWS, more)):
            self.assertEqual(content.fill("seed")["website"], 1)
        self.assertContains(self.get("kel-karo.kota.test"), "Kelurahan Karo")
        self.assertGreater(Page.objects.count(), before)

    def test_another_host_in_the_profile_moves_the_site(self) -> None:
        moved = {**ROWS[0], "host": "bane.kota.test"}
        with patch("opd.website.content.profile", lambda: with_tenants(moved, ROWS[1])):
            self.assertEqual(content.fill("seed")["website"], 0)
        self.assertContains(self.get("bane.kota.test"), "Kelurahan Bane")

    def test_editors_reach_their_own_site_alone(self) -> None:
        self.client.force_login(staff("lurah", "penyunting kel-bane"))
        bane, toba = (Site.objects.get(hostname=row["host"]) for row in ROWS)
        main = Site.objects.get(is_default_site=True)
        for site, may in ((bane, True), (toba, False), (main, False)):
            with self.subTest(site.hostname):
                for path in (
                    f"/kelola/pages/{site.root_page.pk}/edit/",
                    f"/kelola/settings/website/siteprofile/{site.pk}/",
                ):
                    self.assertEqual(self.get(main.hostname, path).status_code == 200, may, path)
        listed = self.get(main.hostname, f"/kelola/pages/{toba.root_page.pk}/")
        self.assertNotEqual(listed.status_code, 200)

    def test_files_stay_in_their_collection(self) -> None:
        one, other = (SiteProfile.objects.get(site__hostname=row["host"]) for row in ROWS)
        self.assertNotEqual(one.collection, other.collection)
        self.assertFalse(one.collection.path.startswith(other.collection.path))


class Declared(TestCase):
    def test_every_fault_is_told_at_once(self) -> None:
        bad = with_tenants(
            {"id": "Kel Bane", "name": "x", "host": "https://x", "color": "#ffffff"},
            {"id": "a", "host": "a.test", "warna": "x"},
            {"id": "a", "name": "y", "host": "a.test"},
        )
        with self.assertRaises(ImproperlyConfigured) as refused:
            tenants.of(bad)
        told = str(refused.exception)
        for fault in (
            "id 'Kel Bane'",
            "host 'https://x'",
            "too light",
            "`name` is missing",
            "unknown key 'warna'",
            "id 'a' is taken",
            "host 'a.test' is taken",
        ):
            self.assertIn(fault, told)

    def test_a_small_site_has_no_address_of_the_large_one(self) -> None:
        (one,) = tenants.of(with_tenants(ROWS[0]))
        self.assertEqual((one.profile.address, one.profile.head_name), ("", ""))
        self.assertEqual(one.profile.city, profile().city)
