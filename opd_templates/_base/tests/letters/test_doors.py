"""Doors: each role's own, and no other's; one kelurahan's staff sees nothing of another one."""

from __future__ import annotations

from dataclasses import replace

from opd.letters import offices, signing
from opd.letters.models import Application, Letter, Official, Placement
from opd.models import User
from tests.letters.support import LettersCase, TenantsCase, member, printed, typed

OPEN, LOGIN, NO, NONE = 200, 302, 403, 404
PAGES = {
    "/meja/": (),
    "/meja/permohonan/": (),
    "/meja/baru/domisili/": ("operator", "kasi"),
    "/meja/register/": ("operator", "kasi", "sekretaris", "lurah"),
    "/meja/pejabat/": ("sekretaris", "lurah", "admin kota"),
    "/meja/penempatan/": ("admin kota", "pengelola"),
    "/meja/kota/": ("admin kota",),
}
ROLES = ("rt", "rw", "operator", "kasi", "sekretaris", "lurah", "camat", "admin kota", "pengelola", "auditor")
STEPS = {
    "periksa": ("operator", "kasi"),
    "tolak": ("kasi", "sekretaris", "lurah"),
    "rt_setuju": ("rt",),
    "rw_setuju": ("rw",),
    "camat_setuju": ("camat",),
    "cabut": ("sekretaris", "lurah"),
    "serahkan": ("operator", "kasi"),
    "gugur": (),
    "batalkan": (),
    "kirim": (),
}


class Doors(LettersCase):
    def test_pages_open_to_their_roles_alone(self) -> None:
        for role in ROLES:
            client = self.staff(role)
            for path, allowed in PAGES.items():
                expected = OPEN if not allowed or role in allowed else NO
                self.assertEqual(client.get(path).status_code, expected, (role, path))
        for path in PAGES:
            self.assertEqual(self.client.get(path).status_code, LOGIN, path)

    def test_steps_are_their_roles_alone(self) -> None:
        application, _ = self.sent()
        for role in ROLES:
            client = self.staff(role)
            sees = role in ("operator", "kasi", "sekretaris", "lurah")
            for step, allowed in STEPS.items():
                expected = (OPEN if role in allowed else NO) if sees else NONE
                answer = client.get(f"/meja/permohonan/{application.pk}/langkah/{step}/")
                self.assertEqual(answer.status_code, expected, (role, step))

    def test_a_step_that_is_nobodys_turn_is_refused_when_sent(self) -> None:
        application, _ = self.sent()
        answer = self.staff("lurah").post(
            f"/meja/permohonan/{application.pk}/langkah/cabut/", {"alasan": "Salah orang"}
        )
        self.assertEqual(answer.status_code, 422)
        application.refresh_from_db()
        self.assertEqual(application.state, "diajukan")

    def test_only_who_may_sign_opens_the_signing_page(self) -> None:
        application = self.checked()
        for role in ROLES:
            expected = {"lurah": OPEN, "sekretaris": OPEN, "operator": NO, "kasi": NO}.get(role, NONE)
            answer = self.staff(role).post(f"/meja/permohonan/{application.pk}/tanda-tangan/", {})
            self.assertEqual(answer.status_code, 422 if expected == OPEN else expected, role)
        self.assertFalse(Letter.objects.exists())

    def test_who_has_no_role_sees_nothing(self) -> None:
        application, _ = self.sent()
        user = User.objects.create_user(
            "tanpa-peran", password="Bukit-Simarbela-2026", is_staff=True, is_superuser=True
        )
        self.client.force_login(user)
        self.assertEqual(self.client.get(f"/meja/permohonan/{application.pk}/").status_code, NONE)
        self.assertEqual(self.client.get("/meja/permohonan/").context["rows"], [])
        self.assertEqual(self.client.get("/meja/register/").status_code, NO)

    def test_what_changes_something_is_not_done_by_a_link_or_without_the_forms_token(self) -> None:
        application, _ = self.sent()
        operator = self.staff("operator")
        operator.get(f"/meja/permohonan/{application.pk}/langkah/periksa/")
        application.refresh_from_db()
        self.assertEqual(application.state, "diajukan")
        for path in ("/permohonan/kirim/", "/lacak/selesai/", "/lacak/unduh/"):
            self.assertEqual(self.client.get(path).status_code, 405, path)
        strict = self.client_class(enforce_csrf_checks=True)
        strict.force_login(member("kasi", name="kasi-dua"))
        answer = strict.post(f"/meja/permohonan/{application.pk}/langkah/periksa/")
        self.assertEqual(answer.status_code, NO)


class TwoOffices(TenantsCase):
    """A clerk of one, at every door of the other."""

    def setUp(self) -> None:
        super().setUp()
        self.client.defaults["HTTP_HOST"] = "dua.contoh.test"
        self.letter = self.signed()
        self.theirs = Application.objects.get(pk=self.letter.application_id)

    def test_a_request_belongs_to_the_kelurahan_whose_address_was_asked(self) -> None:
        self.assertEqual(self.theirs.office, "kel-dua")
        self.assertIn("/DUA/", self.letter.number)
        self.client.defaults["HTTP_HOST"] = "satu.contoh.test"
        first = self.signed(number=2)
        self.assertIn("/001/SATU/", first.number)  # numbers of its own

    def test_every_door_of_another_kelurahan_is_shut(self) -> None:
        paper, base = self.theirs.attachments.all()[0], f"/meja/permohonan/{self.theirs.pk}"
        doors = [f"{base}/", f"{base}/buka/", f"{base}/lampiran/{paper.pk}/", f"{base}/tanda-tangan/",
                 f"{base}/langkah/serahkan/", f"{base}/langkah/cabut/",
                 f"/meja/register/{self.letter.pk}/pdf/"]  # fmt: skip
        for role in ("operator", "kasi", "sekretaris", "lurah"):
            stranger, own = self.staff(role, "kel-satu"), self.staff(role, "kel-dua")
            for door in doors:
                self.assertEqual(stranger.get(door).status_code, NONE, (role, door))
                self.assertEqual(
                    stranger.post(door, {"alasan": "Ingin tahu saja"}).status_code in (NONE, 405), True, door
                )
            self.assertEqual(own.get(doors[0]).status_code, OPEN, role)

    def test_lists_searches_register_and_export_hold_ones_own_alone(self) -> None:
        stranger = self.staff("kasi", "kel-satu")
        self.assertEqual(stranger.get("/meja/permohonan/").context["rows"], [])
        self.assertEqual(stranger.get("/meja/").context["figures"].open, 0)
        for word in (typed()["nik"], self.theirs.reference, self.letter.number):
            stranger.post("/meja/permohonan/cari/", {"cari": word})
            self.assertEqual(stranger.get("/meja/permohonan/").context["rows"], [], word)
        self.assertEqual(stranger.get("/meja/register/").context["total"], 0)
        told = {"tahun": self.letter.year, "penuh": "ya", "alasan": "Laporan bulanan lurah"}
        exported = b"".join(stranger.post("/meja/register/ekspor/", told).streaming_content).decode()
        self.assertNotIn(self.letter.number, exported)
        own = b"".join(
            self.staff("kasi", "kel-dua").post("/meja/register/ekspor/", told).streaming_content
        ).decode()
        self.assertIn(self.letter.number, own)

    def test_the_address_of_another_kelurahan_opens_nothing_more(self) -> None:
        stranger = self.staff("operator", "kel-satu")
        stranger.defaults["HTTP_HOST"] = "dua.contoh.test"
        self.assertEqual(stranger.get(f"/meja/permohonan/{self.theirs.pk}/").status_code, NONE)
        answer = stranger.post("/meja/baru/domisili/", typed("domisili", 7))
        self.assertEqual(answer.status_code, OPEN)
        self.assertEqual(Application.objects.latest("created_at").office, "kel-satu")

    def test_officials_of_another_kelurahan_are_neither_seen_nor_changed_nor_chosen(self) -> None:
        head, theirs = self.staff("lurah", "kel-satu"), Official.objects.get(office="kel-dua")
        Official.objects.update(name="Lurah Sana")
        self.assertNotContains(head.get("/meja/pejabat/"), "Lurah Sana")
        self.assertEqual(head.get(f"/meja/pejabat/{theirs.pk}/").status_code, NONE)
        told = {"office": "kel-dua", "position": "lurah", "name": "Saya", "since": "2026-01-01"}
        self.assertEqual(head.post("/meja/pejabat/", told).status_code, 422)
        self.client.defaults["HTTP_HOST"] = "satu.contoh.test"
        ours = self.checked(number=9)
        answer = head.post(
            f"/meja/permohonan/{ours.pk}/tanda-tangan/", {"pejabat": theirs.pk, "kertas": "A4"}
        )
        self.assertEqual(answer.status_code, 422)
        with printed(), self.assertRaisesMessage(Exception, "bukan pejabat kelurahan"):
            signing.sign(ours, theirs, "lurah", {"lurah"}, "A4")

    def test_a_camat_sees_what_waits_in_the_kelurahan_they_are_placed_in(self) -> None:
        waiting = {}
        for number, host in enumerate(("satu", "dua"), 20):
            self.client.defaults["HTTP_HOST"] = f"{host}.contoh.test"
            waiting[host] = self.signed("izin_keramaian", number).application_id
        one, both = self.staff("camat", "kel-satu"), self.staff("camat", "kel-dua", "camat-dua")
        Placement.objects.create(user=User.objects.get(username="camat-dua"), office="kel-satu")
        for host, expected in (("satu", OPEN), ("dua", NONE)):
            self.assertEqual(one.get(f"/meja/permohonan/{waiting[host]}/").status_code, expected, host)
            self.assertEqual(both.get(f"/meja/permohonan/{waiting[host]}/").status_code, OPEN, host)

    def test_kelurahan_that_numbers_would_not_tell_apart_are_refused(self) -> None:
        found = dict(offices.offices())
        first = next(iter(found.values()))
        self.assertEqual(list(offices.faults(found)), [])
        wrong = {"host": "", "short_name": "Dua"}, {"short_name": "Baru/Lama"}
        told = [
            list(
                offices.faults({**found, first.id: replace(first, profile=replace(first.profile, **changed))})
            )
            for changed in wrong
        ]
        self.assertIn("`host` is missing", told[0][0])
        self.assertIn("the same as that of", told[0][1])
        self.assertIn("part of the letters' numbers", told[1][0])

    def test_who_is_placed_nowhere_or_in_two_sees_nothing(self) -> None:
        for name, places in (("nowhere", []), ("twice", ["kel-satu", "kel-dua"])):
            user = member("operator", name=name)
            for place in places:
                Placement.objects.create(user=user, office=place)
            client = self.staff("operator", name=name)
            self.assertEqual(client.get("/meja/permohonan/").context["rows"], [], name)
            self.assertEqual(client.get(f"/meja/permohonan/{self.theirs.pk}/").status_code, NONE, name)
            self.assertEqual(client.get("/meja/register/").status_code, NO, name)

    def test_the_city_sees_figures_and_no_request(self) -> None:
        admin = self.staff("admin kota")
        page = admin.get("/meja/kota/")
        self.assertContains(page, "Kelurahan Satu")
        self.assertNotContains(page, self.theirs.name)
        self.assertEqual(admin.get(f"/meja/permohonan/{self.theirs.pk}/").status_code, NONE)
        self.assertEqual(admin.get(f"/meja/register/{self.letter.pk}/pdf/").status_code, NONE)

    def test_clerks_are_placed_in_one_kelurahan_and_rt_needs_its_numbers(self) -> None:
        admin, clerk, rt = (
            self.staff("admin kota"),
            member("operator", "kel-satu", "klerk"),
            member("rt", name="pak-rt"),
        )
        answer = admin.post("/meja/penempatan/", {"user": clerk.pk, "office": "kel-dua"})
        self.assertContains(answer, "sudah ditempatkan", status_code=422)
        self.assertEqual(
            admin.post("/meja/penempatan/", {"user": rt.pk, "office": "kel-dua"}).status_code, 422
        )
        told = {"user": rt.pk, "office": "kel-dua", "rt": "1", "rw": "2"}
        self.assertEqual(admin.post("/meja/penempatan/", told).status_code, 302)
        self.assertEqual(Placement.objects.get(user=rt).rt, "001")

    def test_the_common_address_lists_the_kelurahan_and_takes_no_request(self) -> None:
        self.client.defaults["HTTP_HOST"] = "surat.contoh.test"
        self.assertContains(self.client.get("/"), "https://satu.contoh.test/")
        self.assertEqual(self.client.get("/surat/domisili/").status_code, NONE)
        self.assertContains(self.client.get(f"/v/{self.letter.token}/"), "Kelurahan Dua")
