"""What the common base does when an app starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class OpdConfig(AppConfig):
    name = "opd"
    verbose_name = "OPD"

    def ready(self) -> None:
        from opd import accounts, checking, guide, roles, staff  # noqa: F401  # accounts: what it hears it hears from now on

        checks.register(checking.personal_data)
        checks.register(checking.who_it_belongs_to)
        post_migrate.connect(roles.after_migrate, dispatch_uid="opd.roles")
        staff.register("Beranda staf", "opd:staf")
        staff.register("Pengguna", "opd:pengguna", "opd.view_user")
        staff.register("Hari libur", "opd:libur", "opd.change_holiday")
        staff.register("Catatan audit", "opd:audit", "opd.view_auditentry")
        if guide.is_there():
            staff.register("Panduan", "opd:panduan")
