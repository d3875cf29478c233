"""Who an app belongs to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from opd.checking import who_it_belongs_to
from opd.profile import contrast_to_white, profile, read


class ProfileTests(SimpleTestCase):
    def refused(self, text: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "profil.yaml")
            file.write_text(text)
            with self.assertRaises(ImproperlyConfigured) as caught:
                read(file)
        return str(caught.exception)

    def test_it_is_read(self) -> None:
        found = profile()
        self.assertEqual((found.name, found.city), ("Dinas Contoh & Rekaan", "Kota Contoh"))
        self.assertEqual(found.hours[1], {"days": "Jumat", "time": "08.00–15.30"})
        self.assertEqual(found.services[0]["title"], "Surat rekomendasi")

    def test_every_fault_is_said_at_once(self) -> None:
        said = self.refused("nama: A\ncity: B\nhours: x\nphone: 0622\nexample: ya\n")
        for words in (
            "unknown key 'nama'",
            "`name` is missing",
            "`hours` is not",
            "`phone` is not",
            "`example` is",
        ):
            self.assertIn(words, said)

    def test_what_variables_tell_comes_before_the_file(self) -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            patch.dict(
                os.environ, {"SITE_NAME": "Puskesmas Dua", "SITE_SHORT_NAME": "", "SITE_EXAMPLE": "ya"}
            ),
        ):
            file = Path(folder, "profil.yaml")
            file.write_text("name: Puskesmas Satu\nshort_name: Satu\ncity: B\n")
            found = read(file)
        self.assertEqual((found.name, found.short_name, found.example), ("Puskesmas Dua", "", False))

    def test_an_office_of_another_name_has_nothing_that_is_the_files_own(self) -> None:
        own = "address: Jalan A\nphone: '0622 1'\nemail: a@b.test\nhead_title: Lurah Satu\nhead_name: Butet\n"
        for name, kept in (("Kelurahan Satu", True), ("Kelurahan Dua", False)):
            with (
                self.subTest(name),
                tempfile.TemporaryDirectory() as folder,
                patch.dict(os.environ, {"SITE_NAME": name, "SITE_PHONE": "0622 2"}),
            ):
                file = Path(folder, "profil.yaml")
                file.write_text(f"name: Kelurahan Satu\nshort_name: Satu\ncity: B\nkind: kelurahan\n{own}")
                found = read(file)
                said = (found.short_name, found.address, found.email, found.head_title, found.head_name)
                self.assertEqual(all(said), kept)
                self.assertEqual(any(said), kept)
                self.assertEqual((found.phone, found.kind, found.city), ("0622 2", "kelurahan", "B"))

    def test_a_colour_on_which_white_cannot_be_read_is_refused(self) -> None:
        self.assertIn("too light: 1.5:1", self.refused('name: A\ncity: B\ncolor: "#ffcc00"\n'))
        self.assertIn("is not written as", self.refused("name: A\ncity: B\ncolor: hijau\n"))

    def test_what_is_no_mapping_is_refused(self) -> None:
        self.assertIn("not a list of", self.refused("- a\n"))
        self.assertIn("profil.yaml", self.refused("a: [\n"))

    def test_an_app_without_a_profile_does_not_start(self) -> None:
        with self.settings(OPD_PROFILE="/nihil/profil.yaml"):
            self.assertEqual([error.id for error in who_it_belongs_to()], ["opd.E003"])
        self.assertEqual(who_it_belongs_to(), [])

    def test_contrast_is_that_of_wcag(self) -> None:
        self.assertAlmostEqual(contrast_to_white("#000000"), 21)
        self.assertAlmostEqual(contrast_to_white("#767676"), 4.54, places=2)
