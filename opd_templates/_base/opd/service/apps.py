"""What the service does when an app starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class ServiceConfig(AppConfig):
    name = "opd.service"
    label = "service"
    verbose_name = "Layanan"

    def ready(self) -> None:
        from opd import days, staff
        from opd.service import checking, clearing, deadlines, waiting
        from opd.service.current import schema

        schema()  # a schema with faults stops the app here, with all of them
        clearing.register()
        waiting.register()
        checks.register(checking.nothing_is_orphaned, checks.Tags.database)
        pre_migrate.connect(checking.refuse, sender=self, dispatch_uid="service.orphans")
        post_migrate.connect(checking.remember, sender=self, dispatch_uid="service.shape")
        days.on_change(deadlines.renew)
        staff.register("Meja layanan", "service:meja")
        staff.register("Token API", "service:token")
        staff.register("Penanda tangan", "service:pejabat", "service.manage_signers")
