"""Who may do what."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import TestCase, override_settings

from opd import roles
from opd.models import User
from tests.base.people import staff


def permissions(name: str) -> set[str]:
    return {
        f"{p.content_type.app_label}.{p.codename}" for p in Group.objects.get(name=name).permissions.all()
    }


class RolesTests(TestCase):
    def test_migrate_made_the_groups_of_apps_and_project(self) -> None:
        self.assertEqual(
            permissions("petugas"), {"contoh.view_warga", "contoh.change_warga", "contoh.buka_pribadi"}
        )
        self.assertEqual(permissions("auditor"), {"opd.view_auditentry"})

    def test_what_was_clicked_together_is_undone_by_the_next_migrate(self) -> None:
        group = Group.objects.get(name="auditor")
        group.permissions.set(Permission.objects.filter(codename="delete_warga"))
        call_command("migrate", verbosity=0)
        self.assertEqual(permissions("auditor"), {"opd.view_auditentry"})

    @override_settings(OPD_ROLES={"petugas": ["contoh.terbang"]})
    def test_a_permission_that_does_not_exist_is_an_error(self) -> None:
        with self.assertRaisesMessage(
            ImproperlyConfigured, "'petugas' names permissions that do not exist: contoh.terbang"
        ):
            roles.make_groups()

    @override_settings(OPD_ROLES={"Petugas": []})
    def test_one_role_has_one_spelling(self) -> None:
        with self.assertRaisesMessage(ImproperlyConfigured, "small letters"):
            roles.declared()

    def test_has(self) -> None:
        officer = staff("butet", "petugas")
        self.assertTrue(roles.has(officer, "petugas"))
        self.assertTrue(roles.has(officer, "auditor", "petugas"))
        self.assertFalse(roles.has(officer, "auditor"))
        self.assertFalse(roles.has(AnonymousUser(), "petugas"))
        self.assertFalse(roles.has(staff("akar", is_superuser=True), "petugas"))
        officer.is_active = False
        self.assertFalse(roles.has(officer, "petugas"))

    def test_required(self) -> None:
        self.assertRedirects(self.client.get("/petugas/"), "/masuk/?next=/petugas/")
        for user, status in ((staff("togar", "auditor"), 403), (staff("butet", "petugas"), 200)):
            self.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            self.assertEqual(self.client.get("/petugas/").status_code, status)

    def test_a_role_without_being_staff_opens_nothing(self) -> None:
        user = staff("butet", "petugas")
        User.objects.update(is_staff=False)
        self.client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        self.assertEqual(self.client.get("/petugas/").status_code, 403)
