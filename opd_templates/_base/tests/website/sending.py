"""An editor who sends pictures and documents."""

from __future__ import annotations

from typing import Any

from opd.website.models import SiteProfile

from .sites import SeededTest, staff

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


class Sending(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.editor = staff("penyunting1", "penyunting")
        cls.collection = SiteProfile.for_site(cls.site).collection

    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.editor)

    def send_picture(self, file: Any, description: str = "Kotak biru") -> Any:
        data = {"title": "Foto", "file": file, "description": description, "collection": self.collection.pk}
        return self.post("/kelola/images/add/", data)

    def send_document(self, file: Any, **more: Any) -> Any:
        data = {"title": "Renja", "file": file, "kind": "renja", "information_class": "berkala", "number": "1",
                "year": "2026", "is_listed": "on", "is_checked": "on",
                "collection": self.collection.pk, **more}  # fmt: skip
        return self.post("/kelola/documents/add/", data)

    def send_many(self, kind: str, file: Any) -> Any:
        data = {"title": file.name, "files[]": file, "collection": self.collection.pk}
        return self.post(f"/kelola/{kind}/multiple/add/", data)
