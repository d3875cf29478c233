"""What RT and RW vouch for: whom they are asked about, when anew, and what happens where nobody can be asked."""

from __future__ import annotations

from typing import Any

from opd import content
from opd.letters import applications, current
from opd.letters.content import filled
from opd.letters.models import Application
from opd.letters.offices import ONLY
from tests.letters.support import LettersCase

ROUTED = "domisili"


class Endorsed(LettersCase):
    def test_who_is_another_person_or_lives_elsewhere_is_vouched_for_again(self) -> None:
        for number, changed in enumerate(
            (
                {"nama": "Nama Baru"},
                {"nik": content.nik(900)},
                {"alamat": "Jalan Lain"},
                {"rt": "7"},
                {"rw": "8"},
            ),
            1,
        ):
            application = self.endorsed(number)
            applications.change(application, {**self.given(number), **changed})
            again = applications.move(application, "lengkapi", "publik", {"warga"})
            self.assertEqual((again.state, again.endorsed), ("rt", False), changed)
            self.assertTrue(again.events.filter(what="diganti", public=True).exists(), changed)

    def test_who_stays_the_same_person_is_not_vouched_for_again(self) -> None:
        application = self.endorsed()
        changed = {**self.given(), "nik": "", "telepon": "081298765432", "keperluan": "Keperluan lain"}
        applications.change(application, changed)
        again = applications.move(application, "lengkapi", "publik", {"warga"})
        self.assertEqual((again.state, again.endorsed), ("diajukan", True))
        self.assertFalse(again.events.filter(what="diganti").exists())

    def given(self, number: int = 1) -> dict[str, Any]:
        return filled(current.kind(ROUTED), number)

    def endorsed(self, number: int = 1) -> Application:
        """RT and RW agreed, and the desk returned it."""
        for role, area in (("rt", {"rt": "001", "rw": "001"}), ("rw", {"rw": "001"})):
            self.staff(role, name=f"{role}-satu", **area)
        made, _ = applications.draft(current.kind(ROUTED), ONLY, self.given(number), "web", None, "uji")
        return self.moved(
            applications.submit(made, "publik"),
            ("rt", "rt_setuju"),
            ("rw", "rw_setuju"),
            ("operator", "periksa"),
            ("operator", "kembalikan"),
        )
