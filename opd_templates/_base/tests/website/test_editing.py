"""Writers write, editors publish, and each stays on their side of the doors."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from opd.models import AuditEntry
from opd.website.models import NewsPage, StructurePage

from .sites import SeededTest, staff


def news(title: str = "Kabar baru", **more: Any) -> dict[str, Any]:
    return nested_form_data({
        "title": title, "slug": "kabar-baru", "summary": "Ringkasan.", "date": "2026-03-02", "author": "Penulis",
        "body": streamfield([("text", rich_text("<p>Isi kabar.</p>"))]), **more,
    })  # fmt: skip


class Flow(SeededTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer, cls.editor = staff("penulis1", "penulis"), staff("penyunting1", "penyunting")
        cls.index = cls.home.get_children().get(slug="berita")

    def write(self, who: Any, **more: Any) -> Any:
        self.client.force_login(who)
        return self.post(f"/kelola/pages/add/website/newspage/{self.index.pk}/", news(**more))

    def test_from_a_writer_by_an_editor_to_the_public(self) -> None:
        answer = self.write(self.writer, **{"action-submit": "1"})
        self.assertEqual(answer.status_code, 302)
        page = NewsPage.objects.get(slug="kabar-baru")
        self.assertFalse(page.live)
        self.assertEqual(self.get("/berita/kabar-baru/").status_code, 404)
        task = page.current_workflow_task_state
        self.assertEqual(task.status, TaskState.STATUS_IN_PROGRESS)
        approve = f"/kelola/pages/workflow/action/{page.pk}/approve/{task.pk}/"
        self.post(approve, {"comment": "saya sendiri"})  # the writer is not the one to
        page.refresh_from_db()
        self.assertFalse(page.live)
        self.client.force_login(self.editor)
        self.assertContains(self.get("/kelola/"), "Kabar baru")
        self.assertEqual(self.post(approve, {"comment": ""}).status_code, 302)
        self.client.logout()
        self.assertContains(self.get("/berita/kabar-baru/"), "Isi kabar.")
        told = set(AuditEntry.objects.values_list("who", "action"))
        self.assertTrue(
            {("penulis1", "ajukan naskah"), ("penyunting1", "setujui naskah"), ("penyunting1", "terbit")}
            <= told
        )

    def test_an_editor_mends_and_approves_in_one_go(self) -> None:
        """The page of the text itself saves what stands in it before it approves."""
        self.write(self.writer, **{"action-submit": "1"})
        page = NewsPage.objects.get(slug="kabar-baru")
        self.client.force_login(self.editor)
        approved = {"action-workflow-action": "true", "workflow-action-name": "approve"}
        mended = news("Kabar yang diperbaiki", **approved)
        self.assertEqual(self.post(f"/kelola/pages/{page.pk}/edit/", mended).status_code, 302)
        self.client.logout()
        self.assertContains(self.get("/berita/kabar-baru/"), "Kabar yang diperbaiki")

    def test_an_editor_sends_it_back(self) -> None:
        self.write(self.writer, **{"action-submit": "1"})
        page = NewsPage.objects.get(slug="kabar-baru")
        task = page.current_workflow_task_state
        self.client.force_login(self.editor)
        self.post(
            f"/kelola/pages/workflow/action/{page.pk}/reject/{task.pk}/", {"comment": "Tambahkan sumber."}
        )
        page.refresh_from_db()
        self.assertFalse(page.live)
        self.assertEqual(page.current_workflow_state.status, "needs_changes")

    def test_a_writer_publishes_nothing(self) -> None:
        self.write(self.writer, **{"action-publish": "1"})
        self.assertFalse(NewsPage.objects.filter(slug="kabar-baru", live=True).exists())
        page = self.page("berita/situs-baru")
        self.post(f"/kelola/pages/{page.pk}/unpublish/", {})
        self.post(f"/kelola/pages/{page.pk}/delete/", {})
        self.assertTrue(NewsPage.objects.filter(pk=page.pk, live=True).exists())

    def test_an_editor_publishes_and_takes_away(self) -> None:
        self.assertEqual(self.write(self.editor, **{"action-publish": "1"}).status_code, 302)
        page = NewsPage.objects.get(slug="kabar-baru")
        self.assertTrue(page.live)
        self.assertEqual(self.post(f"/kelola/pages/{page.pk}/unpublish/", {}).status_code, 302)
        self.assertEqual(self.get("/berita/kabar-baru/").status_code, 404)

    def test_bad_input_is_not_kept(self) -> None:
        self.write(self.editor, title="", **{"action-publish": "1"})
        self.write(self.editor, date="kemarin", **{"action-publish": "1"})
        answer = self.write(
            self.editor,
            body=streamfield([("text", rich_text("<p>NIK 9999990101900001</p>"))]),
            **{"action-publish": "1"},
        )
        self.assertContains(answer, "tampak seperti NIK")
        self.assertFalse(NewsPage.objects.filter(slug="kabar-baru").exists())

    def test_a_nik_in_groups_is_found_and_dates_are_none(self) -> None:
        for text in (
            "9999 9901 0190 0001", "99.9999.010190.0001", "9999-9901-0190-0001", "9999&nbsp;9901\u00a00190 0001",
            "Loket 12: 999999 010190 0001", "999999<b>0101900001</b>",
        ):  # fmt: skip
            with self.subTest(text):
                body = streamfield([("text", rich_text(f"<p>NIK {text}</p>"))])
                answer = self.write(self.editor, body=body, **{"action-publish": "1"})
                self.assertContains(answer, "tampak seperti NIK")
        fine = "<p>05-01-2026 - 03-02-2026, Rp 12.705.000.000.000, 0622 123456 dan 0622 654321</p>"
        answer = self.write(
            self.editor, body=streamfield([("text", rich_text(fine))]), **{"action-publish": "1"}
        )
        self.assertEqual(answer.status_code, 302)

    def test_no_day_to_publish_on_is_offered(self) -> None:
        """Nothing would publish on it: what is published is published at once."""
        page = self.page("berita/situs-baru")
        self.client.force_login(self.editor)
        form = self.get(f"/kelola/pages/{page.pk}/edit/")
        for field in ("go_live_at", "expire_at"):
            self.assertNotContains(form, field)
        self.write(self.editor, go_live_at="2099-01-01 08:00", **{"action-publish": "1"})
        self.assertTrue(NewsPage.objects.get(slug="kabar-baru").live)

    def test_what_is_pasted_is_cleaned(self) -> None:
        evil = '<p onclick="x()">Isi <script>alert(1)</script><img src="x" onerror="alert(1)"/></p>'
        self.write(self.editor, body=streamfield([("text", rich_text(evil))]), **{"action-publish": "1"})
        html = self.get("/berita/kabar-baru/").content.decode()
        for bad in ("onclick", "<script", "onerror"):
            self.assertNotIn(bad, html)

    def test_what_is_written_is_seen_beside_its_form(self) -> None:
        self.client.force_login(self.editor)
        page = self.page("berita/situs-baru")
        path = f"/kelola/pages/{page.pk}/edit/preview/"
        self.post(path, news("Judul yang diubah"))
        answer = self.get(f"{path}?in_preview_panel=true&mode=")
        self.assertContains(answer, "Judul yang diubah")
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'self'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(answer.headers["X-Frame-Options"], "SAMEORIGIN")

    def test_every_form_of_an_editor_opens(self) -> None:
        self.client.force_login(self.editor)
        for page in Page.objects.descendant_of(self.home, inclusive=True):
            self.assertEqual(self.get(f"/kelola/pages/{page.pk}/edit/").status_code, 200, page.slug)
        service = self.page("layanan/konsultasi-dan-pendampingan")
        self.assertContains(self.get(f"/kelola/pages/{service.pk}/edit/"), "6 dari 6 komponen")
        service.cost = ""
        service.save_revision().publish()
        self.assertContains(self.get("/kelola/"), "belum ada biaya")


class Tree(SeededTest):
    def send(self, *levels: int) -> Any:
        self.client.force_login(staff("penyunting1", "penyunting"))
        rows = [{"level": level, "title": f"Jabatan {at}", "name": ""} for at, level in enumerate(levels)]
        data = {
            "title": "Susunan",
            "slug": "susunan",
            "summary": "",
            "chart": "",
            "positions": inline_formset(rows),
        }
        profile = self.page("profil")
        path = f"/kelola/pages/add/website/structurepage/{profile.pk}/"
        return self.post(path, nested_form_data({**data, "action-publish": "1"}))

    def test_rows_follow_each_other(self) -> None:
        self.assertEqual(self.send(1, 2, 3, 2).status_code, 302)
        page = StructurePage.objects.get(slug="susunan")
        self.assertEqual(list(page.positions.values_list("level", flat=True)), [1, 2, 3, 2])

    def test_a_level_that_is_left_out_is_refused(self) -> None:
        self.assertContains(self.send(1, 3), "melompati")
        self.assertFalse(StructurePage.objects.filter(slug="susunan").exists())

    def test_so_is_a_tree_without_a_top(self) -> None:
        self.assertContains(self.send(2), "melompati")
        self.client.logout()


class Doors(SeededTest):
    def test_strangers_are_sent_to_log_in(self) -> None:
        answer = self.get("/kelola/")
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(answer.headers["Location"].startswith("/masuk/"))
        self.assertEqual(
            self.post("/kelola/login/", {"username": "x", "password": "y"}).headers["Location"], "/masuk/"
        )

    def test_staff_without_a_role_does_not_get_in(self) -> None:
        self.client.force_login(staff("tamu"))
        self.assertNotEqual(self.get("/kelola/").status_code, 200)

    def test_wagtails_users_and_groups_are_closed_to_all(self) -> None:
        self.client.force_login(staff("pengelola1", "pengelola", "admin opd"))
        for path in (
            "/kelola/users/", "/kelola/users/add/", "/kelola/groups/new/", "/kelola/users/edit/1/",
            "/kelola/bulk/opd/user/assign_role/?id=1", "/kelola/bulk/opd/user/delete/?id=1",
        ):  # fmt: skip
            self.assertEqual(self.get(path).headers["Location"], "/staf/pengguna/")

    def test_roles_are_not_given_in_bulk(self) -> None:
        self.client.force_login(staff("admin1", "admin opd"))
        writer = staff("penulis1", "penulis")
        role = Group.objects.get(name="admin opd").pk
        self.post(f"/kelola/bulk/opd/user/assign_role/?id={writer.pk}", {"role": role})
        self.assertEqual(list(writer.groups.values_list("name", flat=True)), ["penulis"])

    def test_officers_edit_no_pages_and_editors_no_settings(self) -> None:
        page = self.page("berita/situs-baru")
        settings = f"/kelola/settings/website/siteprofile/{self.site.pk}/"
        for role, may_edit, may_set in (
            ("ppid pelaksana", False, False), ("atasan ppid", False, False), ("penulis", True, False),
            ("penyunting", True, False), ("admin opd", True, True),
        ):  # fmt: skip
            self.client.force_login(staff(role.replace(" ", "-"), role))
            with self.subTest(role):
                self.assertEqual(self.get(f"/kelola/pages/{page.pk}/edit/").status_code == 200, may_edit)
                self.assertEqual(self.get(settings).status_code == 200, may_set)

    def test_only_officers_keep_the_list_of_information(self) -> None:
        for role, may in (("ppid pelaksana", True), ("penyunting", False), ("admin opd", False)):
            self.client.force_login(staff(role.replace(" ", "-"), role))
            self.assertEqual(self.get("/kelola/daftar-informasi/new/").status_code == 200, may, role)

    def test_a_role_holds_exactly_what_is_declared(self) -> None:
        from opd import roles

        for name, wanted in roles.declared().items():
            held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
            self.assertEqual({f"{app}.{code}" for app, code in held}, set(wanted), name)
