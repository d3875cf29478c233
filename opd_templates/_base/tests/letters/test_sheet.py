"""Letters are signed and stamped on one sheet."""

from __future__ import annotations

from unittest.mock import patch

from django.template.loader import render_to_string
from weasyprint import HTML

from opd import pdf
from opd.letters import applications, current, signing
from opd.letters.content import filled
from opd.letters.offices import ONLY
from tests.letters.support import LettersCase, official


class Sheet(LettersCase):
    def test_a_letter_of_each_type_fits_on_one(self) -> None:
        sheets = {slug: self.sheets(slug, number) for number, slug in enumerate(current.types())}
        self.assertEqual({slug: count for slug, count in sheets.items() if count > 1}, {})
        long = "Keterangan yang panjang sekali. " * 18
        self.assertGreater(self.sheets("keterangan_umum", 30, nama=long, alamat=long, keterangan=long), 1)

    def sheets(self, slug: str, number: int, **more: str) -> int:
        kind, counts = current.kind(slug), []
        made, _ = applications.draft(kind, ONLY, {**filled(kind, number), **more}, "loket", None, "uji")
        checked = self.moved(
            applications.submit(made, "operator"), ("operator", "periksa"), ("operator", "lengkap")
        )

        def render(template: str, context: dict[str, object]) -> bytes:
            html = pdf._PICTURE.sub(pdf._embedded, render_to_string(template, context))
            counts.append(len(HTML(string=html).render().pages))
            return b"%PDF-1.7 uji"

        with patch("opd.letters.signing.pdf.render", render):
            signing.sign(checked, official(), "lurah", {"lurah"}, "A4")
        return counts[0]
