"""Letters that tell of somebody's means (UU 27/2022: specific data): opened with a reason, and by few."""

from __future__ import annotations

from opd.letters import signing
from opd.letters.models import Application
from opd.models import AuditEntry
from tests.letters.support import LettersCase, official, printed, typed

SLUG = "tidak_mampu"


class Specific(LettersCase):
    def setUp(self) -> None:
        self.application, _ = self.sent(SLUG, penghasilan="1234567")
        self.base = f"/meja/permohonan/{self.application.pk}"
        self.paper = self.application.attachments.get(code="foto_rumah")

    def test_answers_and_papers_are_hidden_until_a_reason_is_written_down(self) -> None:
        operator = self.staff("operator")
        page = operator.get(f"{self.base}/")
        self.assertContains(page, "Data pribadi spesifik")
        self.assertNotContains(page, "1.234.567")
        self.assertNotContains(page, "Foto rumah")
        self.assertEqual(operator.get(f"{self.base}/lampiran/{self.paper.pk}/").status_code, 403)
        self.assertEqual(operator.post(f"{self.base}/buka/", {"alasan": "x"}).status_code, 422)
        opened = operator.post(f"{self.base}/buka/", {"alasan": "Memeriksa syarat permohonan"})
        self.assertContains(opened, "Rp1.234.567")
        self.assertContains(opened, typed()["nik"])
        self.assertEqual(opened["Cache-Control"], "no-store")
        link = opened.context["papers"][0][2]
        self.assertEqual(operator.get(link).status_code, 200)
        entry = AuditEntry.objects.filter(action="buka data pribadi").latest("pk")
        self.assertEqual((entry.who, entry.detail["alasan"]), ("operator", "Memeriksa syarat permohonan"))

    def test_who_signs_reads_no_figures_on_the_screen(self) -> None:
        self.moved(self.application, ("operator", "periksa"), ("operator", "lengkap"))
        page = self.staff("lurah").get(f"{self.base}/tanda-tangan/")
        self.assertNotContains(page, "1.234.567")
        self.assertNotContains(page, typed()["nik"])

    def test_the_printed_letter_too_needs_a_reason_unless_it_is_to_be_signed(self) -> None:
        self.moved(self.application, ("operator", "periksa"), ("operator", "lengkap"))
        with printed():
            letter = signing.sign(Application.objects.get(), official(), "lurah", {"lurah"}, "A4")
        door = f"/meja/register/{letter.pk}/pdf/"
        operator, head = self.staff("operator"), self.staff("lurah")
        self.assertEqual(operator.get(door).status_code, 403)
        page = operator.get(f"{self.base}/")
        self.assertContains(page, letter.number)
        self.assertNotContains(page, "Cetak (PDF)")
        self.assertContains(head.get(f"{self.base}/"), door)
        self.assertTrue(head.get(door).content.startswith(b"%PDF"))
        opened = operator.post(f"{self.base}/buka/", {"alasan": "Mencetak ulang untuk pemohon"})
        self.assertContains(opened, "Cetak (PDF)")
        self.assertTrue(operator.get(opened.context["letters"][0][1]).content.startswith(b"%PDF"))
        self.moved(Application.objects.get(), ("operator", "serahkan"))
        self.assertEqual(head.get(door).status_code, 403)  # signed and gone: from then on with a reason
        self.assertNotContains(head.get(f"{self.base}/"), "Cetak (PDF)")

    def test_the_notice_says_what_the_type_holds_and_who_may_open_it(self) -> None:
        told = {
            "kelahiran": "memuat data anak,",
            "kematian": "memuat keterangan kesehatan (sebab meninggal),",
            SLUG: "memuat data keuangan keluarga Anda,",
        }
        for slug, words in told.items():
            page = self.client.get(f"/surat/{slug}/")
            self.assertContains(page, words)
            for other in set(told.values()) - {words}:
                self.assertNotContains(page, other)
            self.assertContains(page, "petugas kelurahan yang memeriksa atau menandatangani")
            self.assertNotContains(page, "camat, dengan alasan")
        self.assertNotContains(self.client.get("/surat/domisili/"), "Surat ini memuat")

    def test_register_and_tables_never_hold_the_name(self) -> None:
        self.moved(self.application, ("operator", "periksa"), ("operator", "lengkap"))
        letter = signing.sign(Application.objects.get(), official(), "lurah", {"lurah"}, "A4")
        kasi = self.staff("kasi")
        name = self.application.name
        self.assertNotContains(kasi.get("/meja/register/"), name)
        told = {"tahun": letter.year, "penuh": "ya", "alasan": "Laporan bulanan lurah"}
        exported = b"".join(kasi.post("/meja/register/ekspor/", told).streaming_content).decode()
        self.assertIn(letter.number, exported)
        self.assertNotIn(name, exported)
        self.assertIn(letter.initials, exported)

    def test_of_other_letters_the_full_table_needs_a_reason_and_a_role(self) -> None:
        letter = self.signed(number=4)
        name = Application.objects.get(pk=letter.application_id).name
        kasi, told = self.staff("kasi"), {"tahun": letter.year, "penuh": "ya"}
        self.assertEqual(kasi.post("/meja/register/ekspor/", told).status_code, 422)
        full = b"".join(
            kasi.post("/meja/register/ekspor/", {**told, "alasan": "Laporan bulanan lurah"}).streaming_content
        ).decode()
        self.assertIn(name, full)
        plain = b"".join(
            kasi.post("/meja/register/ekspor/", {"tahun": letter.year}).streaming_content
        ).decode()
        self.assertNotIn(name, plain)
        self.assertEqual(self.staff("operator").post("/meja/register/ekspor/", told).status_code, 403)

    def test_a_log_and_an_audit_entry_hold_no_name_and_no_number(self) -> None:
        told = str(list(AuditEntry.objects.values()))
        for word in (self.application.name, self.application.nik, "1234567"):
            self.assertNotIn(word, told)
