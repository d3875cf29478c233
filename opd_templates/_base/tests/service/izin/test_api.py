"""The API: what a token may, in whose name, and that it says no less than the forms."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from opd.service import current, programs
from opd.service.access import Access
from opd.service.models import ApiToken, Record
from tests.service.support import ServiceCase, member, permit


class Api(ServiceCase):
    def program(self, role: str) -> Any:
        """A function that asks as a program with a token of ``role``."""
        token = programs.make(member(role), "uji", 30)

        def ask(method: str, path: str, body: Any = None, given: str = token) -> Any:
            answer = getattr(Client(), method)(
                f"/api/v1{path}",
                json.dumps(body) if body is not None else None,
                content_type="application/json",
                headers={"Authorization": f"Bearer {given}"},
            )
            is_json = answer.headers.get("Content-Type", "").startswith("application/json")
            return answer.status_code, answer.json() if is_json else None

        return ask

    def test_without_a_token_there_is_nothing(self) -> None:
        self.hand_in()
        for given in ("", "salah", "A" * 24):
            code, _ = self.program("kepala" if not given else {"salah": "auditor"}.get(given, "pemeriksa"))(
                "get", "/izin/", given=given
            )
            self.assertEqual(code, 401)
        self.assertEqual(Client().get("/api/v1/izin/").status_code, 401)

    def test_a_session_is_no_token(self) -> None:
        self.assertEqual(self.staff("kepala").get("/api/v1/izin/").status_code, 401)

    def test_lists_and_one_are_masked(self) -> None:
        record, _ = self.hand_in()
        ask = self.program("kepala")
        code, told = ask("get", "/izin/")
        self.assertEqual((code, told["jumlah"], told["data"][0]["id"]), (200, 1, str(record.pk)))
        code, one = ask("get", f"/izin/{record.pk}")
        self.assertEqual((code, one["nomor"]), (200, record.number))
        for text in (json.dumps(told), json.dumps(one)):
            self.assertNotIn(permit()["nik"], text)
            self.assertNotIn(permit()["nama"], text)

    def test_lists_are_narrowed_and_a_slip_does_not_give_everything(self) -> None:
        self.hand_in()
        self.hand_in(2, bentuk="neon")
        ask = self.program("kepala")
        for query, count in (("bentuk=neon", 1), ("status=diajukan", 2), ("status=terbit", 0), ("lampu=hijau", 2),
                             ("dari=2999-01-01", 0), ("sampai=2999-01-01", 2)):  # fmt: skip
            code, told = ask("get", f"/izin/?{query}")
            self.assertEqual((code, told["jumlah"]), (200, count), query)
        for query in (
            "bentuk=lain",
            "status=x",
            "lampu=ungu",
            "dari=kemarin",
            "mulai=-1",
            "banyak=201",
            "banyak=0",
        ):
            self.assertEqual(ask("get", f"/izin/?{query}")[0], 422, query)

    def test_what_is_of_the_wrong_type_is_told_in_the_same_words(self) -> None:
        ask = self.program("petugas loket")
        code, told = ask("post", "/izin/", {"nama": 5, "bentuk": "lain", "luas": "banyak"})
        self.assertEqual(code, 422)
        self.assertEqual(told["isian"]["nik"], ["Wajib diisi."])
        for name in ("nama", "bentuk", "luas"):
            self.assertEqual(told["isian"][name], ["Nilai ini tidak dapat diterima."], name)

    def test_what_is_read_can_be_sent_back(self) -> None:
        record, _ = self.hand_in()
        _, one = self.program("kepala")("get", f"/izin/{record.pk}")
        self.assertEqual((one["bentuk"], one["sisi"], one["menyala"]), ("papan", ["depan", "belakang"], True))
        self.assertEqual((one["luas"], one["nilai"], one["status"]), (12.5, 1_500_000, "diajukan"))

    def test_nothing_is_corrected_where_the_schema_does_not_say_so(self) -> None:
        record, _ = self.hand_in()
        ask = self.program("kepala")
        self.assertEqual(ask("patch", f"/izin/{record.pk}", {"alasan": "Salah", "isian": {}})[0], 405)
        self.assertEqual(ask("post", f"/izin/{record.pk}/balik", {"alasan": "Salah"})[0], 404)

    def test_rows_belong_to_their_ids(self) -> None:
        made = [self.hand_in(number)[0] for number in (1, 2, 3)]
        _, told = self.program("kepala")("get", "/izin/?mulai=1&banyak=2")
        self.assertEqual(
            [(row["id"], row["nomor"]) for row in told["data"]], [(str(r.pk), r.number) for r in made[1:]]
        )

    def test_moves_ask_the_same_as_the_desk(self) -> None:
        record, _ = self.hand_in()
        ask = self.program("petugas loket")
        self.assertEqual(ask("post", f"/izin/{record.pk}/langkah/tolak", {})[0], 403)
        self.assertEqual(ask("post", f"/izin/{record.pk}/langkah/tidak-ada", {})[0], 404)
        self.assertEqual(ask("post", f"/izin/{record.pk}/langkah/kembalikan", {})[0], 409)
        code, told = ask("post", f"/izin/{record.pk}/langkah/terima", {})
        self.assertEqual((code, told["status"]), (200, "diperiksa"))
        self.assertEqual(ask("post", f"/izin/{record.pk}/langkah/terima", {})[0], 409)

    def test_a_kind_that_wants_files_is_not_made_here(self) -> None:
        given = {
            "nama": "A",
            "nik": "9999990109900001",
            "telepon": "081234567890",
            "alamat": "x",
            "nama_usaha": "y",
            "nib": "9120001234567",
            "bentuk": "papan",
            "luas": 3,
            "mulai": "2030-01-01",
            "lokasi": {"teks": "z"},
            "pemberitahuan": "2026-01",
        }
        code, told = self.program("petugas loket")("post", "/izin/", given)
        self.assertEqual(code, 409, told)
        self.assertIn("Foto atau pindaian KTP, Foto lokasi", told["pesan"])
        self.assertFalse(Record.objects.exists())

    def test_a_move_that_wants_a_file_is_not_made_here(self) -> None:
        from opd.service import api  # with its libraries, as programs load it

        record, _ = self.hand_in()
        kind = current.kind("izin")
        with_file = kind.langkah["terima"].model_copy(update={"isi": ("ktp",)})
        changed = kind.model_copy(update={"langkah": {**kind.langkah, "terima": with_file}})
        access = Access(self.staff("petugas loket").user)
        for kept, code in ((True, 200), (False, 409)):
            if not kept:
                record, _ = self.hand_in(2)
                del record.data["ktp"]
                record.save()
            said, told = api._move(access, "izin", changed, record.pk, "terima", api.Step())
            self.assertEqual(said, code, told)
        self.assertIn("Foto atau pindaian KTP", told.pesan)

    def test_openapi_says_what_only_forms_take(self) -> None:
        told = Client().get("/api/v1/openapi.json").json()["paths"]["/api/v1/izin/"]["post"]
        self.assertIn("409", told["responses"])
        self.assertIn("Foto atau pindaian KTP, Foto lokasi", told["description"])
        self.assertContains(self.client.get("/api/"), "Selalu dijawab 409")

    def test_a_token_ends_and_is_revoked_and_goes_with_its_owner(self) -> None:
        ask = self.program("auditor")
        self.assertEqual(ask("get", "/jenis")[0], 200)
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertEqual(ask("get", "/jenis")[0], 401)
        ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
        one = ApiToken.objects.get()
        one.owner.is_active = False
        one.owner.save()
        self.assertEqual(ask("get", "/jenis")[0], 401)

    def test_a_token_is_shown_once_and_others_cannot_revoke_it(self) -> None:
        desk = self.staff("auditor")
        page = desk.post("/meja/token/", {"nama": "dasbor", "hari": "30"})
        token = page.context["made"]
        self.assertContains(page, token)
        self.assertNotContains(desk.get("/meja/token/"), token)
        key = ApiToken.objects.get().pk
        self.assertEqual(self.staff("kepala").post(f"/meja/token/{key}/cabut/").status_code, 404)
        self.assertEqual(desk.post(f"/meja/token/{key}/cabut/").status_code, 302)
        self.assertIsNone(programs.owner(token))

    def test_openapi_names_every_address(self) -> None:
        told = Client().get("/api/v1/openapi.json").json()
        self.assertEqual(
            set(told["paths"]),
            {"/api/v1/jenis", "/api/v1/izin/", "/api/v1/izin/{key}", "/api/v1/izin/{key}/langkah/{step}"},
        )
        self.assertEqual(Client().get("/api/v1/docs").status_code, 404)

    def test_people_read_what_programs_may_ask(self) -> None:
        page = self.client.get("/api/")
        told = self.client.get("/api/v1/openapi.json").json()
        for path, verbs in told["paths"].items():
            for verb in verbs:
                self.assertContains(page, f"{verb.upper()} {path}")
        for words in ("Nomor Induk Berusaha (NIB)", "papan, neon, spanduk, layar", "Versi pemberitahuan"):
            self.assertContains(page, words)
