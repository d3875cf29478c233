"""The way of a request through the pages: from home, over the desk, to who collects it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from django.contrib.auth.models import Group
from django.utils import timezone

from opd import audit, tokens
from opd.letters import applications, current, signing, words
from opd.letters.models import Application, Attachment, Letter
from opd.letters.rules import flow
from opd.models import AuditEntry
from opd.refusal import Refused
from tests.letters.support import SHORT, LettersCase, member, official, paper, printed, typed

ROUTED, CAMAT = "domisili", "izin_keramaian"


class Citizen(LettersCase):
    def test_from_home_to_collection_on_paper(self) -> None:
        application, token = self.sent()
        self.assertEqual((application.state, application.queue_number), ("diajukan", 1))
        operator, head = self.staff("operator"), self.staff("lurah")
        signer = official()
        base = f"/meja/permohonan/{application.pk}"
        for step in ("periksa", "lengkap"):
            self.assertRedirects(operator.post(f"{base}/langkah/{step}/"), f"{base}/")
        page = head.get(f"{base}/tanda-tangan/")
        self.assertContains(page, "menerangkan bahwa")
        answer = head.post(f"{base}/tanda-tangan/", {"pejabat": signer.pk, "kertas": "F4"})
        self.assertRedirects(answer, f"{base}/")
        letter = Letter.objects.get()
        self.assertRegex(letter.number, r"^S-07/001/[A-Z0-9.-]+/[IVX]+/\d{4}$")
        self.assertTrue(head.get(f"/meja/register/{letter.pk}/pdf/").content.startswith(b"%PDF-"))
        self.client.post("/lacak/", {"kode": token})
        self.assertContains(self.client.get("/lacak/permohonan/"), "Siap diambil")
        answer = operator.post(f"{base}/langkah/serahkan/", {"pengambil": ""})
        self.assertEqual(answer.status_code, 422)
        operator.post(f"{base}/langkah/serahkan/", {"pengambil": "Anak pemohon"})
        application.refresh_from_db()
        self.assertEqual((application.state, application.collector), ("diambil", "Anak pemohon"))
        self.assertIsNotNone(application.closed_at)
        self.assertIsNone(audit.broken())

    def test_what_was_done_is_told_as_done(self) -> None:
        self.assertEqual([code for code in flow.STEPS if words.done(code) == code.capitalize()], [])
        application, _ = self.sent()
        base, operator = f"/meja/permohonan/{application.pk}", self.staff("operator")
        operator.post(f"{base}/langkah/periksa/")
        answer = operator.post(f"{base}/langkah/kembalikan/", {"alasan": "KTP tidak terbaca."}, follow=True)
        self.assertContains(answer, f"{application.reference}: Dikembalikan: belum lengkap.")

    def test_a_draft_is_reviewed_changed_and_found_again_by_its_code(self) -> None:
        self.written()
        page = self.client.get("/permohonan/tinjau/")
        token = page.context["token"]
        self.assertNotContains(page, typed()["nik"])
        other = self.client_class()
        self.assertRedirects(
            other.post("/lacak/", {"kode": token.lower().replace("-", " ")}), "/permohonan/tinjau/"
        )
        answer = other.post(
            "/permohonan/ubah/", typed(nik="", kk="", telepon="", nama="Nama Baru", **self.no_papers())
        )
        self.assertRedirects(answer, "/permohonan/tinjau/")
        changed = Application.objects.get()
        self.assertEqual((changed.name, changed.nik, changed.state), ("Nama Baru", typed()["nik"], "draf"))
        self.assertEqual(changed.attachments.count(), len(current.kind(SHORT).requirements))
        other.post("/permohonan/kirim/")
        self.assertEqual(Application.objects.get().state, "diajukan")
        self.assertEqual(other.post("/permohonan/kirim/").status_code, 302)  # twice: no second number
        self.assertEqual(Application.objects.get().queue_number, 1)

    def no_papers(self) -> dict[str, str]:
        return {one.code: "" for one in current.kind(SHORT).requirements}

    def test_a_form_that_is_sent_twice_makes_one_draft(self) -> None:
        key = self.client.get(f"/surat/{SHORT}/").context["key"]
        for _ in range(2):
            self.assertEqual(self.client.post(f"/surat/{SHORT}/", typed(_kunci=key)).status_code, 302)
        self.assertEqual(Application.objects.count(), 1)

    def test_incomplete_goes_back_with_a_reason_and_comes_again(self) -> None:
        application, token = self.sent()
        self.moved(application, ("operator", "periksa"))
        operator = self.staff("operator")
        base = f"/meja/permohonan/{application.pk}/langkah/kembalikan/"
        self.assertEqual(operator.post(base, {"alasan": " "}).status_code, 422)
        operator.post(base, {"alasan": "KTP buram, hubungi 0812-3456-7890"})
        self.client.post("/lacak/", {"kode": token})
        page = self.client.get("/lacak/lengkapi/")
        self.assertContains(page, "KTP buram")
        self.assertNotContains(page, "3456")
        before = Attachment.objects.get(code="ktp").file.name
        given = typed(nik="", kk="", telepon="", kk_berkas="", pengantar="", ktp=paper())
        with self.captureOnCommitCallbacks(execute=True):
            self.assertRedirects(self.client.post("/lacak/lengkapi/", given), "/lacak/permohonan/")
        after = Attachment.objects.get(code="ktp").file
        self.assertNotEqual(before, after.name)
        self.assertFalse(after.storage.exists(before))
        application.refresh_from_db()
        self.assertEqual(application.state, "diajukan")
        self.assertEqual(self.client.get("/lacak/lengkapi/").status_code, 404)

    def test_a_citizen_cancels_and_may_ask_again(self) -> None:
        application, token = self.sent()
        self.client.post("/lacak/", {"kode": token})
        self.assertContains(self.client.get("/lacak/batalkan/"), "tidak akan diproses lagi")
        self.client.post("/lacak/batalkan/")
        application.refresh_from_db()
        self.assertEqual(application.state, "batal")
        self.sent()

    def test_a_type_that_is_asked_for_at_the_counter_has_no_form_at_home(self) -> None:
        page = self.client.get("/surat/pindah/")
        self.assertContains(page, '<form class="formulir"')
        page = self.client.post("/surat/pengantar_nikah/", typed("pengantar_nikah"))
        self.assertContains(page, "diajukan di kantor kelurahan")
        self.assertFalse(Application.objects.exists())

    def test_the_field_says_how_big_a_photo_may_be(self) -> None:
        page = self.client.get(f"/surat/{SHORT}/")
        self.assertContains(page, "paling besar 2 MB. Foto ponsel sering lebih besar: kecilkan dahulu.")
        rules = current.service()
        scans = replace(rules, files=replace(rules.files, kinds=("pdf",)))
        with patch("opd.letters.forms.current.service", return_value=scans):
            self.assertNotContains(self.client.get(f"/surat/{SHORT}/"), "Foto ponsel")

    def test_what_is_to_be_published_of_a_service_is_on_its_page(self) -> None:
        page = self.client.get("/surat/domisili/")
        for phrase in (
            "Persyaratan",
            "Prosedur",
            "15 menit",
            "Rp0",
            "Surat Keterangan Domisili, berlaku 6 bulan",
            "SP4N",
        ):
            self.assertContains(page, phrase)


class Desk(LettersCase):
    def test_somebody_at_the_counter(self) -> None:
        operator = self.staff("operator")
        self.assertEqual(operator.get("/meja/baru/pengantar_nikah/").status_code, 200)
        answer = operator.post("/meja/baru/pengantar_nikah/", typed("pengantar_nikah"))
        self.assertContains(answer, "Kode pelacakan untuk pemohon")
        application = Application.objects.get()
        self.assertEqual((application.channel, application.state), ("loket", "diajukan"))
        self.assertEqual(application.token, tokens.digest(answer.context["token"]))
        self.assertEqual(self.staff("lurah").get("/meja/baru/domisili/").status_code, 403)

    def test_rt_and_rw_have_their_say_where_the_type_asks_them(self) -> None:
        neighbour = self.staff("rt", name="rt-lain", rt="009", rw="002")
        own = self.staff("rt", name="rt-satu", rt="001", rw="002")
        self.staff("rw", rw="002")
        application, _ = self.sent(ROUTED)
        self.assertEqual(application.state, "rt")
        base = f"/meja/permohonan/{application.pk}"
        self.assertEqual(neighbour.get(f"{base}/").status_code, 404)
        page = own.get(f"{base}/")
        self.assertContains(page, application.name)
        self.assertNotContains(page, "Lampiran")
        self.assertNotContains(page, application.nik[-4:])
        self.assertRedirects(own.post(f"{base}/langkah/rt_setuju/"), "/meja/")
        application.refresh_from_db()
        self.assertEqual(application.state, "rw")
        self.assertEqual(own.get(f"{base}/").status_code, 404)  # no more theirs
        self.staff("rw", rw="002").post(f"{base}/langkah/rw_setuju/")
        application.refresh_from_db()
        self.assertEqual((application.state, application.endorsed), ("diajukan", True))
        self.moved(application, ("operator", "periksa"), ("operator", "kembalikan"))
        application = applications.move(application, "lengkapi", "publik", {"warga"})
        self.assertEqual(application.state, "diajukan")  # not to RT and RW again

    def test_a_camat_sees_what_waits_for_one_and_nothing_else(self) -> None:
        application = self.checked(CAMAT)
        camat = self.staff("camat")
        base = f"/meja/permohonan/{application.pk}/"
        self.assertEqual(camat.get(base).status_code, 404)
        with printed():
            signing.sign(application, official(), "lurah", {"lurah"}, "A4")
        application.refresh_from_db()
        self.assertEqual(application.state, "camat")
        self.assertEqual(camat.get(base).status_code, 200)
        other = self.signed(number=5)
        self.assertEqual(camat.get(f"/meja/permohonan/{other.application_id}/").status_code, 404)
        camat.post(f"{base}langkah/camat_kembalikan/", {"alasan": "Tanggal acara salah"})
        application.refresh_from_db()
        self.assertEqual(application.state, "diperiksa")
        self.assertIsNotNone(Letter.objects.get(application=application).voided_at)

    def test_who_checked_does_not_sign_unless_the_office_is_small_and_then_it_is_written_down(self) -> None:
        both = member("operator", name="berdua")
        both.groups.add(Group.objects.get(name="lurah"))
        application, _ = self.sent()
        for step in ("periksa", "lengkap"):
            application = applications.move(application, step, "berdua", {"operator"})
        with printed(), self.assertRaisesMessage(Refused, "tidak boleh menandatangani"):
            signing.sign(application, official(), "berdua", {"lurah"}, "A4")
        self.assertFalse(Letter.objects.exists())
        small = replace(current.service(), separate=False)
        with printed(), patch("opd.letters.signing.current.service", return_value=small):
            letter = signing.sign(application, official(), "berdua", {"lurah"}, "A4")
        self.assertTrue(letter.same_checker)
        entry = AuditEntry.objects.filter(action="surat: tanda_tangani").latest("pk")
        self.assertIs(entry.detail["pemeriksa_sama"], True)

    def test_an_official_of_another_time_or_account_cannot_be_chosen(self) -> None:
        today = timezone.localdate()
        former = official(until=today - timedelta(days=1))
        coming = official(since=today + timedelta(days=1))
        others = official(account=member("lurah", name="lurah-lain"), since=today, until=today)
        secretary = official("sekretaris")
        application = self.checked()
        head = self.staff("lurah")
        for one in (former, coming, others, secretary):
            answer = head.post(
                f"/meja/permohonan/{application.pk}/tanda-tangan/", {"pejabat": one.pk, "kertas": "A4"}
            )
            self.assertEqual(answer.status_code, 422)
        self.assertFalse(Letter.objects.exists())

    def test_acting_heads_and_secretaries_are_named_as_they_sign_and_stay_so(self) -> None:
        application, acting = self.checked(), official(acting=True, nip="199001012020011001")
        with printed():
            letter = signing.sign(application, acting, "lurah", {"lurah"}, "A4")
        acting.name = "Nama Lain"
        acting.save()
        letter.refresh_from_db()
        self.assertEqual((letter.signer_title, letter.signer_name), ("Plt. Lurah", "Butet Umpama"))
        self.assertEqual(letter.signer_nip, "199001012020011001")

    def test_the_quota_of_a_day_sends_people_to_the_next(self) -> None:
        kind = current.kind(SHORT)
        with patch.dict(current.types(), {SHORT: replace(kind, quota=2)}):
            days = [self.sent(number=number)[0].queue_day for number in range(1, 6)]
        self.assertEqual(days, sorted(days))
        self.assertEqual([days.count(day) for day in dict.fromkeys(days)], [2, 2, 1])

    def test_a_full_queue_is_said_and_the_draft_stays(self) -> None:
        rules, kind = current.service(), current.kind(SHORT)
        short = replace(rules, limits=replace(rules.limits, queue_days=1))
        with (
            patch.dict(current.types(), {SHORT: replace(kind, quota=1)}),
            patch("opd.letters.applications.current.service", return_value=short),
        ):
            self.sent(number=1)
            self.written(number=2)
            answer = self.client.post("/permohonan/kirim/")
        self.assertContains(answer, "penuh", status_code=409)
        self.assertEqual(Application.objects.filter(state="draf").count(), 1)

    def test_searches_find_by_the_whole_nik_by_queue_and_by_number(self) -> None:
        letter, (other, _) = self.signed(number=1), self.sent(number=2)
        operator = self.staff("operator")
        for word, key in (
            (typed(number=2)["nik"], other.pk),
            (other.reference, other.pk),
            (letter.number.lower(), letter.application_id),
        ):
            operator.post("/meja/permohonan/cari/", {"cari": word})
            page = operator.get("/meja/permohonan/")
            self.assertEqual([row["application"].pk for row in page.context["rows"]], [key], word)
        operator.post("/meja/permohonan/cari/", {"cari": typed(number=2)["nik"][:10]})
        self.assertEqual(operator.get("/meja/permohonan/").context["rows"], [])
        self.assertNotIn(typed(number=2)["nik"], str(dict(operator.session)))

    def test_lateness_is_shown(self) -> None:
        application, _ = self.sent()
        Application.objects.filter(pk=application.pk).update(due=timezone.now() - timedelta(minutes=1))
        operator = self.staff("operator")
        self.assertContains(operator.get("/meja/"), "Terlambat")
        self.assertEqual(len(operator.get("/meja/permohonan/?lampu=merah").context["rows"]), 1)
