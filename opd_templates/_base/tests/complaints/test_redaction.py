"""What is masked in a text that others read, however it is written."""

from __future__ import annotations

from django.test import SimpleTestCase

from opd.complaints.cells import cell
from opd.complaints.redaction import anonymous, masked

PERSONAL = (
    "9999990109904321",
    "9999 9901 0990 4321",
    "999999-010990-4321",
    "081234567890",
    "0812-3456-7890",
    "0812 3456 7890",
    "+62 812 3456 7890",
    "62812-3456-789",
    "(0812) 34567890",
    "0812\u00a03456\u00a07890",
    "0812\n3456\n7890",
    "0812 – 3456 – 7890",
    "0812/3456/7890",
    "0812_3456_7890",
    "+62\u2011812\u20113456\u20117890",
    "9999\u00a09901\n0990–4321",
    "9999/9901_0990 4321",
    "warga.satu@contoh.co.id",
)
PLAIN = (
    "Jalan Contoh No. 12, RT 03/RW 04",
    "tanggal 12-03-2026 pukul 08.30",
    "Rp 1.500.000",
    "12/03/2026, gang 08/12",
    "selama 2025–2026",
    "SQS-2026-000001",
    "RSUD lantai 2",
)


class Redaction(SimpleTestCase):
    def test_numbers_and_addresses_are_masked(self) -> None:
        for personal in PERSONAL:
            told = masked(f"Hubungi {personal} segera.")
            self.assertNotIn("warga", told)
            self.assertEqual([sign for sign in told if sign.isdigit()], [], told)
            self.assertTrue(told.startswith("Hubungi "), told)

    def test_what_is_no_personal_number_stays(self) -> None:
        for plain in PLAIN:
            self.assertEqual(masked(plain), plain)

    def test_it_is_the_same_the_second_time(self) -> None:
        for personal in PERSONAL:
            self.assertEqual(masked(masked(personal)), masked(personal))

    def test_a_name_is_taken_out_by_words_in_any_case(self) -> None:
        told = anonymous("Saya TOGAR, anak Pak misalan. Togarman tetangga.", "Togar Misalan")
        self.assertNotIn("TOGAR,", told)
        self.assertNotIn("misalan", told)
        self.assertIn("Togarman tetangga", told)

    def test_odd_names_do_no_harm(self) -> None:
        for name in ("", ".*", "a b", "(", "\\", "O'Neil d'Arc"):
            self.assertIn("sampah", anonymous("Ada sampah di sini.", name))


class Cells(SimpleTestCase):
    def test_no_cell_is_a_formula(self) -> None:
        for text in ("=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"):
            self.assertTrue(str(cell(text)).startswith("'"), repr(text))
        self.assertEqual((cell(None), cell(True), cell(-2.5), cell("biasa")), ("", "ya", -2.5, "biasa"))
