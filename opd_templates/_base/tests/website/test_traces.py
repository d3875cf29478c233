"""Whoever changes what is no page leaves a trace too: pictures, documents, the list of information, the site's name."""

from __future__ import annotations

from typing import Any

from opd.models import AuditEntry
from opd.website.models import Picture, PublicDocument, PublicInformation, SiteProfile

from .sites import SeededTest, picture, png, staff, upload
from .test_uploads import PDF


class Traces(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.manager = staff("admin1", "admin opd", "ppid utama")
        cls.last = AuditEntry.objects.order_by("pk").last().pk

    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.manager)

    def told(self, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
        found = AuditEntry.objects.filter(pk__gt=self.last, subject__startswith=f"{kind}:").order_by("pk")
        return [(entry.who, entry.action, entry.detail) for entry in found]

    def test_a_picture(self) -> None:
        self.post("/kelola/images/add/", {"title": "Foto", "description": "Kotak", "file": upload()})
        made = Picture.objects.get()
        data = {"title": "Foto", "description": "Kotak merah", "file": upload("lain.png", png(50, 50))}
        self.post(f"/kelola/images/{made.pk}/", data)
        self.post(f"/kelola/images/{made.pk}/delete/", {})
        told = self.told("gambar")
        self.assertEqual(
            [entry[:2] for entry in told], [("admin1", word) for word in ("tambah", "ubah", "hapus")]
        )
        self.assertLessEqual({"file", "description"}, set(told[1][2]["isian"]))
        self.assertNotIn("title", told[1][2]["isian"])

    def test_a_document_tells_which_file_and_since_when_it_is_public(self) -> None:
        data = {
            "title": "Renja",
            "kind": "renja",
            "information_class": "berkala",
            "number": "",
            "year": "2026",
        }
        self.post("/kelola/documents/add/", {**data, "file": upload("a.pdf", PDF)})
        made = PublicDocument.objects.get()
        self.post(f"/kelola/documents/edit/{made.pk}/", {**data, "is_checked": "on", "shown": made.sha256})
        first, second = self.told("dokumen")
        self.assertEqual((first[2]["sha256"], first[2]["diperiksa"]), (made.sha256, False))
        self.assertEqual(
            (second[1], second[2]["isian"], second[2]["diperiksa"]), ("ubah", ["is_checked"], True)
        )

    def test_the_sites_name_and_the_list_of_information(self) -> None:
        profile = SiteProfile.for_site(self.site)
        fields = ("name", "short_name", "city", "address", "phone", "email", "hours_text", "color", "social_text",
                  "lapor", "is_sample")  # fmt: skip
        data = {name: getattr(profile, name) for name in fields}
        path = f"/kelola/settings/website/siteprofile/{self.site.pk}/"
        self.assertEqual(self.post(path, {**data, "phone": "(0622) 999"}).status_code, 302)
        self.assertEqual([entry[2]["isian"] for entry in self.told("identitas situs")], [["phone"]])
        row = PublicInformation.objects.first()
        self.post(f"/kelola/daftar-informasi/delete/{row.pk}/", {})
        self.assertEqual([entry[:2] for entry in self.told("informasi publik")], [("admin1", "hapus")])

    def test_what_is_only_shown_or_saved_as_it_was_leaves_none(self) -> None:
        made = picture()
        before = AuditEntry.objects.count()
        made.get_file_size(), made.get_rendition("max-20x20"), made.save()
        self.assertEqual(AuditEntry.objects.count(), before)
