"""Personal data that goes before its time, as whom it is about asks for it; the letter stays for the archive."""

from __future__ import annotations

from django.test import Client

from opd.letters.models import Application, Letter
from opd.models import AuditEntry
from tests.letters.support import LettersCase

WHY = {"alasan": "Diminta pemiliknya, KTP sudah dicocokkan"}
IN_CHARGE = ("kasi", "sekretaris", "lurah")
NO, NONE = 403, 404


class Erasing(LettersCase):
    def taken(self) -> tuple[Application, Letter]:
        letter = self.signed()
        application = Application.objects.get(pk=letter.application_id)
        return self.moved(application, ("operator", "serahkan"), collector="Siti Rekaan"), letter

    def asked(self, client: Client, application: Application, **sent: str) -> int:
        return client.post(f"/meja/permohonan/{application.pk}/hapus/", {**WHY, **sent}).status_code

    def test_all_that_names_somebody_goes_and_the_letter_stays(self) -> None:
        application, letter = self.taken()
        papers, desk = [one.file for one in application.attachments.all()], self.staff("kasi")
        at = f"/meja/permohonan/{application.pk}/"
        self.assertContains(desk.get(at), f"{at}hapus/")
        page = desk.get(f"{at}hapus/")
        self.assertContains(page, "tetap disimpan")
        self.assertContains(page, "1.825 hari")
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(self.asked(desk, application), 302)
        told = Application.objects.get(pk=application.pk)
        kept = [
            getattr(told, name)
            for name in ("name", "nik", "nik_index", "card", "phone", "collector", "token")
        ]
        self.assertEqual((kept, told.answers), ([""] * 7, {}))
        self.assertFalse(told.attachments.exists())
        self.assertFalse(any(file.storage.exists(file.name) for file in papers))
        letter.refresh_from_db()
        self.assertTrue(letter.text)
        self.assertTrue(letter.pdf.storage.exists(letter.pdf.name))
        self.assertContains(self.client.get(f"/v/{letter.token}/"), letter.number)
        after = desk.get(at)
        self.assertContains(after, "Data pribadi sudah dihapus")
        self.assertNotContains(after, f"{at}hapus/")

    def test_the_log_and_the_history_say_who_and_why(self) -> None:
        application, _ = self.taken()
        self.asked(self.staff("lurah"), application, alasan="Diminta pemilik NIK 9999990109904321")
        entry = AuditEntry.objects.get(action="hapus data pribadi")
        self.assertEqual((entry.who, entry.subject), ("lurah", f"surat:{application.pk}"))
        event = application.events.get(what="bersih")
        self.assertEqual((event.who, event.public), ("lurah", False))
        for told in (str(entry.detail), event.note):
            self.assertIn("Diminta pemilik", told)
            self.assertNotIn("9999990109904321", told)

    def test_not_without_a_reason_nor_while_it_runs_nor_twice(self) -> None:
        running = self.signed().application
        application = self.moved(self.sent(number=2)[0], ("kasi", "tolak"))
        desk = self.staff("kasi")
        self.assertNotContains(desk.get(f"/meja/permohonan/{application.pk}/hapus/"), "tetap disimpan")
        self.assertNotContains(desk.get(f"/meja/permohonan/{running.pk}/"), "Hapus data pribadi")
        self.assertEqual(self.asked(desk, running), 422)
        self.assertEqual(self.asked(desk, application, alasan=""), 422)
        self.assertFalse(Application.objects.exclude(cleared_at=None).exists())
        self.assertEqual(self.asked(desk, application), 302)
        self.assertEqual(self.asked(desk, application), 422)

    def test_only_who_is_in_charge(self) -> None:
        application, _ = self.taken()
        for role in ("operator", "rt", "rw", "camat", "admin kota", "pengelola", "auditor"):
            expected = NO if role == "operator" else NONE
            self.assertEqual(self.asked(self.staff(role), application), expected, role)
        page = self.staff("operator").get(f"/meja/permohonan/{application.pk}/")
        self.assertNotContains(page, "Hapus data pribadi")
        for role in IN_CHARGE:
            answer = self.staff(role).get(f"/meja/permohonan/{application.pk}/hapus/")
            self.assertEqual(answer.status_code, 200, role)
        self.assertFalse(Application.objects.exclude(cleared_at=None).exists())
