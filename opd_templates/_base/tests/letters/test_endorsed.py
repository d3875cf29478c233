"""What RT and RW vouch for: whom they are asked about, when anew, and what happens where nobody can be asked."""

from __future__ import annotations

from typing import Any

from opd import content
from opd.letters import applications, current
from opd.letters.content import filled
from opd.letters.models import Application
from opd.letters.offices import ONLY
from opd.models import User
from tests.letters.support import LettersCase

ROUTED = "domisili"


class Endorsed(LettersCase):
    def test_who_is_another_person_or_lives_elsewhere_is_vouched_for_again(self) -> None:
        for number, changed in enumerate(
            (
                {"nama": "Nama Baru"},
                {"nik": content.nik(900)},
                {"alamat": "Jalan Lain"},
                {"rt": "007"},
                {"rw": "008"},
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
        for rt, rw in (("001", "001"), ("007", "001"), ("001", "008")):
            self.staff("rt", name=f"rt-{rt}-{rw}", rt=rt, rw=rw)
        self.staff("rw", rw="001")
        made, _ = applications.draft(current.kind(ROUTED), ONLY, self.given(number), "web", None, "uji")
        return self.moved(
            applications.submit(made, "publik"),
            ("rt", "rt_setuju"),
            ("rw", "rw_setuju"),
            ("operator", "periksa"),
            ("operator", "kembalikan"),
        )

    def test_who_has_no_account_is_not_waited_for_and_the_history_says_so(self) -> None:
        application, _ = self.sent(ROUTED)
        self.assertEqual((application.state, application.endorsed), ("diajukan", True))
        self.assertEqual(self.passed(application), [("rt", "rw"), ("rw", "diajukan")])
        self.assertContains(
            self.staff("operator").get(f"/meja/permohonan/{application.pk}/"), "Ketua RT belum memiliki"
        )

    def test_only_the_one_without_an_account_is_passed_over(self) -> None:
        self.staff("rw", rw="002")
        first, _ = self.sent(ROUTED, 1)
        self.assertEqual((first.state, first.endorsed, self.passed(first)), ("rw", False, [("rt", "rw")]))
        User.objects.filter(username="rw").update(is_active=False)
        self.staff("rt", rt="001", rw="002")
        second, _ = self.sent(ROUTED, 2)
        self.assertEqual((second.state, self.passed(second)), ("rt", []))
        second = self.moved(second, ("rt", "rt_setuju"))
        self.assertEqual((second.state, self.passed(second)), ("diajukan", [("rw", "diajukan")]))

    def test_an_account_of_another_place_or_role_is_not_theirs(self) -> None:
        self.staff("rt", name="rt-lain", rt="009", rw="002")
        self.staff("operator", name="klerk", rt="001", rw="002")
        self.staff("rt", "kel-lain", "rt-sana", rt="001", rw="002")
        self.assertEqual(self.sent(ROUTED)[0].state, "diajukan")

    def test_the_desk_sees_what_waits_for_rt_and_rw(self) -> None:
        self.staff("rt", rt="001", rw="002")
        application, _ = self.sent(ROUTED)
        page = self.staff("operator").get("/meja/")
        self.assertContains(page, "<h2>Menunggu RT/RW</h2>")
        self.assertEqual([row["application"] for row in page.context["unanswered"]], [application])
        self.assertEqual(page.context["mine"], [])
        self.assertNotContains(self.staff("lurah").get("/meja/"), "<h2>Menunggu RT/RW</h2>")

    def passed(self, application: Application) -> list[tuple[str, str]]:
        told = application.events.filter(what="lewati", who="sistem", public=True)
        return list(told.values_list("before", "after"))
