"""Hostile words in every field of every form of the staff: refused or shown as words, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django import forms as django_forms

from opd.queue import calling, forms
from opd.queue.models import Change, Device, Ticket
from opd.queue.roles import DESK, HEAD, OFFICE, ROOM
from tests.queue.support import NOW, TOMORROW, QueueCase, form, member

WORDS = (
    "<script>alert(1)</script>' OR 1=1 --",
    "\x00",
    "9" * 5000,
    "\u202e😀" * 200,
    "-1",
    "99999999999",
    "2026-02-30",
)
OF_CITIZENS = {forms.IdentityForm, forms.BookingForm, forms.TrackForm}
DAY = TOMORROW.isoformat()
PERSON = {**form(), "card": "", "record_number": "", "priority": ""}
CHANGE = {"room": "A", "day": DAY, "closed": "on", "since": "", "until": "", "quota": "", "note": ""}
Row = tuple[str, str, dict[str, str]]


class Typed(QueueCase):
    """Each row: whose form, where, what is rightly sent. One field of it at a time holds each of the words."""

    def setUp(self) -> None:
        super().setUp()
        self.ticket, self.next = self.waiting(count=2)
        for step in ("call", "serve"):
            calling.move(self.ticket.pk, step, "uji")
        self.browser = str(uuid4())
        self.booking, _ = self.booked()
        self.clerk = member(ROOM, name="poli-uji")
        self.people = {
            role: self.staff(role, rooms="A" if role == ROOM else "") for role in (DESK, ROOM, HEAD, OFFICE)
        }

    def sent(self) -> list[Row]:
        desk = f"/loket/tiket/{self.ticket.pk}"
        return [
            (DESK, "/loket/baru/", {**PERSON, "room": "A"}),
            (DESK, "/loket/cari/", {"cari": "A-001"}),
            (DESK, f"{desk}/identitas/", PERSON),
            (DESK, f"{desk}/refer/", {"room": "L"}),
            (DESK, f"/loket/tiket/{self.booking.pk}/pindah/", {"sesi": f"{DAY} 0800"}),
            (ROOM, "/poli/A/panggil/", {"point": "Ruang 1"}),
            (ROOM, f"/poli/A/{self.ticket.pk}/refer/", {"room": "L"}),
            (HEAD, "/atur/jadwal/", CHANGE),
            (HEAD, f"/atur/penempatan/{self.clerk.pk}/", {"rooms": "A"}),
            (HEAD, "/atur/perangkat/", {"kind": "kiosk", "name": "Kios", "rooms": "", "width": "80"}),
        ]

    def asked(self) -> list[Row]:
        return [
            (DESK, "/loket/baru/", {"poli": "A"}),
            (HEAD, "/laporan/", {"sejak": DAY, "sampai": DAY}),
            (HEAD, "/laporan/unduh.csv", {"sejak": DAY, "sampai": DAY}),
            (OFFICE, "/laporan/bulanan/", {"bulan": "2026-11"}),
            (OFFICE, "/laporan/bulanan.csv", {"bulan": "2026-11"}),
        ]

    def test_the_tables_have_every_form_and_every_field(self) -> None:
        known = [set(told) for _, _, told in self.sent() + self.asked()]
        for name, kind in vars(forms).items():
            if isinstance(kind, type) and issubclass(kind, django_forms.BaseForm) and kind not in OF_CITIZENS:
                self.assertTrue(any(set(kind.base_fields) <= one for one in known), name)

    def test_what_is_sent(self) -> None:
        for role, path, told in self.sent():
            for field in told:
                for word in WORDS:
                    where = (path, field, word[:20])
                    answer = self.people[role].post(path, {**told, field: word}, follow=True)
                    self.assertIn(answer.status_code, (200, 422), where)
                    self.assertNotContains(answer, "<script>alert", status_code=answer.status_code)
                    self._as_before()

    def test_what_is_asked(self) -> None:
        for role, path, told in self.asked():
            for field in told:
                for word in WORDS:
                    answer = self.people[role].get(path, {**told, field: word})
                    self.assertIn(answer.status_code, (200, 422), (path, field, word[:20]))
                    self.assertNotContains(answer, "<script>alert", status_code=answer.status_code)

    def _as_before(self) -> None:
        Change.objects.all().delete()
        Device.objects.all().delete()
        kept = (self.ticket.pk, self.booking.pk)
        Ticket.objects.exclude(pk__in=kept).update(state="cancelled")
        Ticket.objects.filter(pk=self.next.pk).update(state="waiting")

    def test_what_a_desks_script_sends(self) -> None:
        """What is refused is said; and the next one, which is right, is done: nothing stops a desk that catches up."""
        odd = (*WORDS, "\ud800", None, 7, -1.5, True, [], {}, ["A"], {"A": 1})
        issue = {
            "id": "",
            "at": "",
            "what": "issue",
            "room": "A",
            "payer": "umum",
            "number": "A1-001",
            "replaces": "",
        }
        step = {
            "id": "",
            "at": "",
            "what": "recall",
            "ticket": str(self.next.pk),
            "point": "Ruang 1",
            "room": "L",
        }
        calling.move(self.next.pk, "call", "uji")
        for told in (issue, step):
            for field in told:
                for word in odd:
                    Ticket.objects.filter(pk=self.next.pk).update(calls=1)
                    given = {**told, "id": str(uuid4()), "at": NOW.isoformat(), field: word}
                    given = {name: value for name, value in given.items() if value != ""}
                    right = {"id": str(uuid4()), "what": "issue", "room": "B"}
                    answers = self._act([given, right])
                    self.assertIs(answers[1]["ok"], True, (field, word))
                    Ticket.objects.filter(pk=answers[1]["ticket"]).update(state="cancelled")

    def _act(self, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = self.people[DESK].post(
            "/loket/tindakan/", json.dumps({"tindakan": actions}), content_type="application/json",
            headers={"X-Perangkat": self.browser},
        )  # fmt: skip
        self.assertEqual(answer.status_code, 200)
        found: list[dict[str, Any]] = answer.json()["jawaban"]
        return found
