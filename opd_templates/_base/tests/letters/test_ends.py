"""What ends by itself, and what is deleted when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from opd import retention
from opd.letters import clearing
from opd.letters.models import Application, Attachment, Event, Letter
from opd.models import Holiday
from tests.letters.support import LettersCase, official, printed, typed  # noqa: F401  # printed: by `signed`


def aged(application: Application, **days: int) -> Application:
    told = {name: timezone.now() - timedelta(days=count) for name, count in days.items()}
    Application.objects.filter(pk=application.pk).update(**told)
    return application


class Ends(LettersCase):
    def run_night(self) -> dict[str, int]:
        with self.captureOnCommitCallbacks(execute=True):
            return retention.run()

    def state(self, application: Application) -> str:
        return Application.objects.get(pk=application.pk).state

    def test_a_draft_that_is_never_sent_goes_with_its_papers(self) -> None:
        old, young = self.written(number=1), self.written(number=2)
        file = old.attachments.all()[0].file
        aged(old, created_at=8)
        self.run_night()
        self.assertEqual(list(Application.objects.values_list("pk", flat=True)), [young.pk])
        self.assertFalse(file.storage.exists(file.name))

    def test_what_waits_in_vain_moves_on_or_ends(self) -> None:
        self.staff("rt", rt="001", rw="002")
        routed, _ = self.sent("domisili", 1)
        self.assertEqual(routed.state, "rt")
        aged(routed, due=1)
        incomplete = aged(
            self.moved(self.sent(number=2)[0], ("operator", "periksa"), ("operator", "kembalikan")),
            moved_at=31,
        )
        stale, fresh = aged(self.sent(number=3)[0], moved_at=181), self.sent(number=4)[0]
        ready = aged(self.signed(number=5).application, moved_at=91)
        self.run_night()
        self.assertEqual(self.state(routed), "diajukan")
        self.assertEqual(
            (self.state(incomplete), self.state(stale), self.state(fresh)), ("batal", "batal", "diajukan")
        )
        self.assertEqual(self.state(ready), "tidak_diambil")
        self.assertTrue(Event.objects.filter(application=incomplete, what="gugur").exclude(note="").exists())
        self.moved(Application.objects.get(pk=ready.pk), ("operator", "serahkan"))
        self.assertEqual(self.state(ready), "diambil")

    def test_papers_go_thirty_days_after_collection_and_the_rest_in_its_time(self) -> None:
        letter = self.signed(number=1)
        taken = self.moved(Application.objects.get(pk=letter.application_id), ("operator", "serahkan"))
        files = [one.file.name for one in taken.attachments.all()]
        storage = Attachment._meta.get_field("file").storage
        self.run_night()
        self.assertTrue(all(storage.exists(name) for name in files))
        aged(taken, closed_at=31)
        self.run_night()
        self.assertFalse(Attachment.objects.filter(application=taken).exists())
        self.assertFalse(any(storage.exists(name) for name in files))
        self.assertEqual(Application.objects.get(pk=taken.pk).nik, typed(number=1)["nik"])
        aged(taken, closed_at=731)
        self.run_night()
        cleared = Application.objects.get(pk=taken.pk)
        kept = [
            getattr(cleared, name)
            for name in ("name", "nik", "nik_index", "card", "address", "collector", "token")
        ]
        self.assertEqual((kept, cleared.answers), ([""] * 7, {}))
        page = self.client.get(f"/v/{letter.token}/")
        self.assertContains(page, letter.number)
        self.assertContains(page, letter.initials)
        self.assertEqual(self.staff("operator").get(f"/meja/permohonan/{taken.pk}/").status_code, 200)

    def test_specific_data_ends_earlier(self) -> None:
        specific = self.moved(self.sent("tidak_mampu", 1)[0], ("kasi", "tolak"))
        general = self.moved(self.sent(number=2)[0], ("kasi", "tolak"))
        for one in (specific, general):
            aged(one, closed_at=366)
        self.run_night()
        self.assertEqual(Application.objects.get(pk=specific.pk).name, "")
        self.assertNotEqual(Application.objects.get(pk=general.pk).name, "")
        note = Event.objects.get(application=specific, what="tolak").note
        self.assertEqual(note, clearing.MARK)

    def test_the_letter_itself_is_kept_for_the_archive_and_then_its_row_alone(self) -> None:
        letter = self.signed()
        name = letter.pdf.name
        clearing._letters(timezone.now() - timedelta(days=1))
        self.assertTrue(letter.pdf.storage.exists(name))
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(clearing._letters(timezone.now() + timedelta(days=1)), 1)
        self.assertFalse(letter.pdf.storage.exists(name))
        self.assertEqual(Letter.objects.get().number, letter.number)

    def test_a_holiday_moves_deadlines(self) -> None:
        application, _ = self.sent()
        before = application.due
        Holiday.objects.create(day=application.queue_day, name="Hari Contoh")
        application.refresh_from_db()
        self.assertGreater(application.due, before)
        Holiday.objects.all().delete()
        application.refresh_from_db()
        self.assertEqual(application.due, before)

    def test_every_kind_that_is_kept_has_an_end(self) -> None:
        self.assertLessEqual(
            retention.registered() - {kind.name for kind in retention.OWN},
            set(retention.read(settings.OPD_PRIVACY)),
        )
        self.assertEqual(retention.kinds()["lampiran_surat"].retention_days, 30)
