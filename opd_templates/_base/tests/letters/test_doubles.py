"""Two requests of one person for one letter: both are taken, the desk sees it, and one alone goes on."""

from __future__ import annotations

import re

from opd.letters import applications, doubles
from opd.letters.models import Application
from tests.letters.support import SHORT, LettersCase, typed

MARK = "Permohonan lain dengan NIK dan jenis surat yang sama"


class Doubles(LettersCase):
    def test_a_stranger_who_types_a_nik_learns_nothing_of_its_person(self) -> None:
        """The same answers, whether that person has an open request or not."""
        told = []
        for number in (1, 2):
            if number == 1:
                self.sent(number=1)
            stranger = self.client_class()
            self.assertEqual(stranger.post(f"/surat/{SHORT}/", typed(SHORT, number)).status_code, 302)
            sent = stranger.post("/permohonan/kirim/", follow=True)
            token = sent.context["token"]
            stranger.post("/lacak/", {"kode": token})
            pages = [sent.content.decode(), stranger.get("/lacak/permohonan/").content.decode()]
            told.append([anonymous(page.replace(token, "")) for page in pages])
        self.assertEqual(told[0], told[1])
        self.assertEqual(Application.objects.filter(state="diajukan").count(), 3)

    def test_a_stranger_who_was_first_blocks_nobody_from_home_or_at_the_counter(self) -> None:
        strangers, _ = self.sent(number=1)
        own, _ = self.sent(number=1)
        operator = self.staff("operator")
        answer = operator.post(f"/meja/baru/{SHORT}/", typed(SHORT, 1))
        self.assertContains(answer, "Kode pelacakan untuk pemohon")
        own = self.moved(own, ("operator", "periksa"), ("operator", "lengkap"))
        self.assertEqual(own.state, "tanda_tangan")
        self.assertEqual(self.moved(strangers, ("kasi", "tolak")).state, "ditolak")

    def test_the_desk_sees_the_other_ones_before_it_decides(self) -> None:
        first, second = self.sent(number=1)[0], self.sent(number=1)[0]
        alone, other_type = self.sent(number=2)[0], self.sent("penduduk", 1)[0]
        operator = self.staff("operator")
        page = operator.get(f"/meja/permohonan/{second.pk}/")
        self.assertContains(page, MARK)
        self.assertContains(page, f"/meja/permohonan/{first.pk}/")
        for one in (alone, other_type):
            self.assertNotContains(operator.get(f"/meja/permohonan/{one.pk}/"), MARK)
        for path in ("/meja/", "/meja/permohonan/"):
            rows = operator.get(path).context["mine" if path == "/meja/" else "rows"]
            marked = {row["application"].pk for row in rows if row["double"]}
            self.assertEqual(marked, {first.pk, second.pk}, path)
        self.moved(first, ("kasi", "tolak"))
        self.assertNotContains(operator.get(f"/meja/permohonan/{second.pk}/"), MARK)

    def test_rt_and_rw_are_told_nothing_of_other_requests(self) -> None:
        rt = self.staff("rt", rt="001", rw="002")
        self.sent("domisili", 1)
        second, _ = self.sent("domisili", 1)
        self.assertNotContains(rt.get(f"/meja/permohonan/{second.pk}/"), MARK)
        self.assertEqual([row["double"] for row in rt.get("/meja/").context["mine"]], [False, False])

    def test_one_of_a_type_and_person_goes_past_the_check_until_it_is_collected_or_ends(self) -> None:
        first, second = self.checked(number=1), self.moved(self.sent(number=1)[0], ("operator", "periksa"))
        step = f"/meja/permohonan/{second.pk}/langkah/lengkap/"
        self.assertContains(self.staff("operator").post(step), doubles.DECIDED, status_code=422)
        self.moved(first, ("kasi", "tolak"))
        self.assertEqual(self.moved(second, ("operator", "lengkap")).state, "tanda_tangan")

    def test_of_another_kelurahan_nothing_is_known(self) -> None:
        first, second = self.sent(number=1)[0], self.sent(number=1)[0]
        Application.objects.filter(pk=first.pk).update(office="kel-lain")
        self.assertFalse(doubles.of(second).exists())
        self.assertIsInstance(applications.move(second, "periksa", "operator", {"operator"}), Application)


def anonymous(page: str) -> str:
    """Without what differs from one visit to the next: names, times, numbers in the queue, tokens of forms."""
    return re.sub(r"\d+", "", re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page))
