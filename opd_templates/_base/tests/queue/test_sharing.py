"""What leaves the house: whole months, and no figure so small that it tells of somebody."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any

from opd.queue import sharing
from opd.queue.models import Daily, Ticket
from opd.queue.roles import DESK, HEAD, OFFICE
from tests.queue.support import EIGHT, NOW, TODAY, QueueCase

NOVEMBER = date(2026, 11, 10)
FILE = "/laporan/bulanan.csv"


def kept(room: str = "A", day: date = NOVEMBER, **more: Any) -> Daily:
    told = {
        "source": "online", "payer": "bpjs", "priority": False, "total": 20, "served": 20, "cancelled": 0,
        "absent": 0, "wait_minutes": 12.0, "serve_minutes": 8.0, **more,
    }  # fmt: skip
    return Daily.objects.create(room=room, day=day, **told)


class Cells(QueueCase):
    def test_nobody_gets_a_small_figure_back_by_subtracting(self) -> None:
        """Every way in which a total falls into three parts: what is told of a small one fits several figures."""
        meant: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
        for parts in product(range(20), repeat=3):
            meant[sharing.cells(sum(parts), parts)].append(parts)
        for told, fits in meant.items():
            if max(map(max, fits)) > 15:  # their like may lie outside of what was tried
                continue
            for figures in map(set, zip(*fits, strict=True)):
                if any(0 < one < sharing.FEW for one in figures):
                    self.assertGreater(len(figures), 1, (told, fits))

    def test_what_is_large_or_nothing_is_told_as_it_is(self) -> None:
        self.assertEqual(sharing.cells(20, (15, 5, 0)), ("20", "15", "5", "0"))
        self.assertEqual(sharing.cells(0, (0, 0, 0)), ("0", "0", "0", "0"))
        self.assertEqual(sharing.cells(20, (17, 3, 0)), ("-", "17", "<5", "0"))
        self.assertEqual(sharing.cells(3, (2, 1, 0)), ("<5", "<5", "<5", "0"))

    def test_a_share_tells_nothing_of_its_rest(self) -> None:
        def shares(parts: tuple[int, ...], *tried: int) -> list[str]:
            return [sharing.share(sharing.cells(sum(parts), parts), one) for one in tried]

        told = shares((33, 0, 0), 0, 1, 4, 5, 28, 29, 30, 33)
        self.assertEqual(told, ["0", "<5", "<5", "5", "28", "-", "-", "33"])
        self.assertEqual(shares((2, 1, 0), 0, 2, 3), ["0", "<5", "<5"])
        # All of ten and two: 12 would say who is not told.
        self.assertEqual(shares((10, 0, 2), 0, 4, 5, 6, 12), ["0", "<5", "5", "-", "-"])
        self.assertEqual(shares((6, 0, 0), 0, 1, 5, 6), ["0", "-", "-", "6"])

    def test_nobody_gets_a_small_figure_back_out_of_a_whole_line(self) -> None:
        """Every way in which parts and two shares fall: what is told fits several of each figure that is small, of who
        is not in a share as well."""
        most, meant = 11, defaultdict(set)
        for parts in product(range(most), repeat=3):
            told, total = sharing.cells(sum(parts), parts), sum(parts)
            shared = defaultdict(list)
            for part in range(total + 1):
                shared[sharing.share(told, part)].append((*parts, total, part, total - part))
            for one, other in product(shared, repeat=2):
                meant[*told, one, other].update(shared[one])
        for told, fits in meant.items():
            if max(max(figures[:3]) for figures in fits) == most - 1:  # as above
                continue
            for figures in map(set, zip(*fits, strict=True)):
                self.assertFalse(len(figures) == 1 and 0 < min(figures) < sharing.FEW, (told, fits))


class Months(QueueCase):
    def rows(self, who: str = OFFICE, month: str = "2026-11") -> list[str]:
        answer = self.staff(who).get(FILE, {"bulan": month})
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode().splitlines()[1:]

    def test_one_of_a_room_is_told_to_nobody_outside(self) -> None:
        kept(total=1, served=1)
        kept("B", total=30, served=28, absent=2)
        kept("B", source="kiosk", payer="umum", total=3, served=3)
        self.assertIn("2026-11,A,Poli Umum,<5,<5,0,0,<5,<5,,", self.rows()[0])
        self.assertIn("2026-11,B,Poli Gigi,-,31,0,<5,-,-,12.0,8.0", self.rows()[1])
        page = self.staff(OFFICE).get("/laporan/bulanan/", {"bulan": "2026-11"})
        self.assertContains(page, "&lt;5")
        self.assertNotContains(page, ">1<")

    def test_the_head_sees_the_figures_as_they_are_and_shares_the_others(self) -> None:
        kept(total=1, served=1)
        span = {"sejak": "2026-11-01", "sampai": "2026-11-30"}
        client = self.staff(HEAD)
        self.assertContains(client.get("/laporan/", span), ">1<")
        self.assertIn(
            ",A,Poli Umum,Daring,BPJS Kesehatan,tidak,1,1,0,0,",
            client.get("/laporan/unduh.csv", span).content.decode(),
        )
        self.assertEqual(self.rows(HEAD), self.rows(OFFICE))
        for path in ("/laporan/", "/laporan/unduh.csv"):
            self.assertEqual(self.staff(OFFICE).get(path, span).status_code, 403)

    def test_only_months_that_are_over_are_told(self) -> None:
        """Who looked at a month each day would read each day out of it."""
        kept(day=TODAY)
        for month in ("2026-12", "2027-01", "2025-11", "2026-13", "x", "\x00", "2026-1"):
            for path in (FILE, "/laporan/bulanan/"):
                self.assertEqual(self.staff(OFFICE).get(path, {"bulan": month}).status_code, 422, month)
        self.assertEqual(self.rows(), [])
        offered = self.staff(OFFICE).get("/laporan/bulanan/").context["form"].fields["bulan"].choices
        self.assertEqual((offered[0], len(offered)), (("2026-11", "November 2026"), 12))

    def test_on_the_first_the_last_days_tickets_are_still_open(self) -> None:
        """The night ends them: who looked before it and after it would see that one day."""
        kept(), kept(day=date(2026, 10, 31))
        self.at(NOW.replace(day=1))
        self.assertEqual(self.staff(OFFICE).get(FILE, {"bulan": "2026-11"}).status_code, 422)
        self.assertEqual(len(self.rows(month="2026-10")), 1)
        self.at(NOW.replace(day=2, hour=0))
        self.assertEqual(len(self.rows()), 1)

    def test_tickets_and_kept_figures_are_one_sum(self) -> None:
        for count in range(6):
            Ticket.objects.create(
                day=NOVEMBER + timedelta(days=count), room="A", session=EIGHT, number="A-001", place=1, source="desk",
                state="absent",
            )  # fmt: skip
        kept(total=14, served=14)
        self.assertIn("2026-11,A,Poli Umum,20,14,0,6,14,14,12.0,8.0", self.rows()[0])

    def test_no_other_role_reads_them(self) -> None:
        for path in (FILE, "/laporan/bulanan/"):
            self.assertEqual(self.staff(DESK).get(path).status_code, 403)
