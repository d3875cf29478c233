"""What the public sees: only what was let through, without who reported, and roughly where."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from opd.complaints import open_data, states, statistics
from opd.complaints.models import Complaint
from tests.complaints.support import NAME, TEXT, ComplaintsCase, file


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


class Listed(ComplaintsCase):
    def test_only_what_was_checked_and_let_through(self) -> None:
        shown, _ = self.hand_in()
        self.moved(shown, "teruskan")
        unchecked, _ = self.hand_in()
        kept, _ = self.hand_in()
        self.moved(kept, "teruskan", tampil="")
        refused, _ = self.hand_in()
        self.moved(refused, "tolak")
        page = self.client.get("/laporan/")
        self.assertContains(page, shown.code)
        for one in (unchecked, kept, refused):
            self.assertNotContains(page, one.code)
            self.assertEqual(self.client.get(f"/laporan/{one.code}/").status_code, 404)

    def test_what_is_confidential_is_nowhere_whatever_an_officer_ticks(self) -> None:
        one, _ = self.hand_in(rahasia="on")
        one = self.moved(one, "teruskan", "mulai", "selesaikan", tampil="on", foto_umum="on")
        self.assertFalse(one.listed)
        for path in ("/", "/laporan/", "/laporan/data.csv", "/laporan/data.json"):
            answer = self.client.get(path)
            body = text(answer) if answer.streaming else answer.content.decode()
            self.assertNotIn(one.code, body, path)
        self.assertEqual(self.client.get(f"/laporan/{one.code}/").status_code, 404)
        self.assertFalse(one.photos.filter(public=True).exists())

    def test_conduct_is_nowhere_either(self) -> None:
        one, _ = self.hand_in()
        self.moved(one, "teruskan", klasifikasi=states.OVERSEEN, unit="inspektorat")
        self.assertNotContains(self.client.get("/laporan/"), one.code)

    def test_a_page_of_one_tells_what_and_not_who_or_exactly_where(self) -> None:
        one, _ = self.hand_in(
            lintang="2,961234", bujur="99,061987", uraian=f"{TEXT} Salam, {NAME}.", foto=file()
        )
        self.moved(one, "teruskan", "mulai", teks_umum=f"{TEXT} Salam, {NAME}.")
        self.moved(one, "selesaikan", jawaban=f"Terima kasih Pak {NAME}, sudah diangkut.", foto_umum="on")
        page = self.client.get(f"/laporan/{one.code}/")
        self.assertContains(page, "sudah diangkut")
        self.assertContains(page, "2.961, 99.062")
        self.assertContains(page, "Sukamaju")
        for word in ("961234", "061987", "Togar", "Misalan", "Depan pasar", "penghubung"):
            self.assertNotContains(page, word)
        self.assertEqual(page.content.decode().count("<figure>"), 1)

    def test_who_answers_is_told_that_everybody_reads_it(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai")
        office, here = self.staff("penghubung", "dlh"), f"/meja/laporan/{one.pk}/"
        for path in (here, f"{here}langkah/selesaikan/"):
            self.assertContains(office.get(path), "Dibaca siapa pun bila laporan ini tampil di daftar umum")
        office.post(f"{here}tanggapan/", {"teks": "Truk datang besok", "umum": "on"})
        self.assertContains(self.client.get(f"/laporan/{one.code}/"), "Truk datang besok")

    def test_filters_and_pages(self) -> None:
        rubbish, _ = self.hand_in()
        road, _ = self.hand_in(kategori="jalan/berlubang", kelurahan="12.72.01.1002")
        for one, unit in ((rubbish, "dlh"), (road, "putr")):
            self.moved(one, "teruskan", unit=unit)
        self.moved(road, "mulai")
        for query in ("kategori=jalan", "kelurahan=12.72.01.1002", "status=ditindaklanjuti"):
            page = self.client.get(f"/laporan/?{query}")
            self.assertContains(page, road.code)
            self.assertNotContains(page, rubbish.code)
        for query in ("kategori=%27", "status=masuk", "hal=x", "hal=-1", "hal=99999", "kelurahan=%00"):
            self.assertContains(self.client.get(f"/laporan/?{query}"), rubbish.code)


class OpenData(ComplaintsCase):
    def setUp(self) -> None:
        self.one, _ = self.hand_in(uraian="=HYPERLINK berbahaya sekali di sini", lintang="2,961234")
        self.one = self.moved(self.one, "teruskan", "mulai", "selesaikan", teks_umum="=HYPERLINK(1)")

    def test_csv_names_columns_and_runs_nothing(self) -> None:
        rows = list(csv.DictReader(io.StringIO(text(self.client.get("/laporan/data.csv")).lstrip("\ufeff"))))
        self.assertEqual(list(rows[0]), list(open_data.COLUMNS))
        row = rows[0]
        self.assertEqual(row["uraian"], "'=HYPERLINK(1)")
        self.assertEqual(
            (row["lintang"], row["status"], row["tepat_waktu"]), ("2.961", "Selesai ditangani", "ya")
        )

    def test_json_is_the_same(self) -> None:
        (row,) = json.loads(text(self.client.get("/laporan/data.json")))
        self.assertEqual((row["kode"], row["lintang"], row["hari_kerja"]), (self.one.code, 2.961, 0))
        self.assertNotIn("Togar", json.dumps(row))

    def test_a_day_is_the_citys_and_not_greenwichs(self) -> None:
        night = datetime(2026, 3, 2, 20, tzinfo=UTC)
        Complaint.objects.filter(pk=self.one.pk).update(finished_at=night)
        (row,) = json.loads(text(self.client.get("/laporan/data.json")))
        self.assertEqual(row["selesai"], "2026-03-03")
        taken = text(self.staff("koordinator").post("/meja/laporan/ekspor/"))
        self.assertIn(",2026-03-03,", taken)

    def test_the_package_is_what_ckan_takes(self) -> None:
        found = self.client.get("/laporan/paket.json").json()
        self.assertEqual(found["name"], "pengaduan-sqs")
        self.assertEqual([one["format"] for one in found["resources"]], ["CSV", "JSON"])

    def test_it_is_limited(self) -> None:
        codes = {self.client.get("/laporan/data.csv").status_code for _ in range(61)}
        self.assertEqual(codes, {200, 429})


class Figures(ComplaintsCase):
    def test_each_office_has_its_light(self) -> None:
        done, _ = self.hand_in()
        self.moved(done, "teruskan", "mulai", "selesaikan")
        late, _ = self.hand_in(kategori="jalan/berlubang")
        late = self.moved(late, "teruskan", unit="putr")
        Complaint.objects.filter(pk=late.pk).update(clock_since="2024-01-02")
        rows = {row.unit: row for row in statistics.per_unit(Complaint.objects.all())}
        self.assertEqual((rows["dlh"].color, rows["dlh"].in_time, rows["dlh"].done), ("hijau", 100, 1))
        self.assertEqual((rows["putr"].color, rows["putr"].late, rows["putr"].open), ("merah", 1, 1))
        self.assertEqual(rows["dinkes"].median, None)
        self.assertContains(self.client.get("/laporan/capaian/"), "Dinas Pekerjaan Umum")

    def test_reopened_and_rated(self) -> None:
        one, _ = self.hand_in()
        one = self.moved(one, "teruskan", "mulai", "selesaikan", "buka-lagi", "selesaikan")
        one.outcomes.filter(number=1).update(stars=4, took=6)
        other, _ = self.hand_in()
        self.moved(other, "teruskan", "mulai", "selesaikan")
        row = next(row for row in statistics.per_unit(Complaint.objects.all()) if row.unit == "dlh")
        self.assertEqual((row.reopened, row.rating, row.median), (50, 4.0, 0.0))

    def test_what_was_reopened_counts_before_it_is_done_again(self) -> None:
        for again in ((), ("buka-lagi",)):
            self.moved(self.hand_in()[0], "teruskan", "mulai", "selesaikan", *again)
        row = next(row for row in statistics.per_unit(Complaint.objects.all()) if row.unit == "dlh")
        self.assertEqual((row.done, row.reopened), (1, 50))

    def test_yellow_is_near_or_not_quite_in_time(self) -> None:
        def row(**more: Any) -> str:
            given = {"unit": "a", "name": "A", "came": 1, "open": 0, "near": 0, "late": 0, "done": 1, "in_time": 100,
                     "median": 1.0, "reopened": 0, "rating": None, **more}  # fmt: skip
            return statistics.Figures(**given).color

        self.assertEqual(
            [row(in_time=share) for share in (90, 89, 75, 74)], ["hijau", "kuning", "kuning", "merah"]
        )
        self.assertEqual([row(near=1), row(late=1), row(in_time=None)], ["kuning", "merah", "hijau"])

    def test_the_front_page_counts(self) -> None:
        self.hand_in()
        self.assertEqual(self.client.get("/").context["totals"], {"came": 1, "done": 0, "runs": 1})
