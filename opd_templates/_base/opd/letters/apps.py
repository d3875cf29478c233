"""What the letters' app does when it starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import pre_migrate


class LettersConfig(AppConfig):
    name = "opd.letters"
    label = "letters"
    verbose_name = "Surat-menyurat kelurahan"

    def ready(self) -> None:
        from opd import days, staff
        from opd.letters import checking, clearing, current, deadlines  # noqa: F401  # clearing registers itself

        current.types()  # files with faults stop the app here, with all of them
        checks.register(checking.offices_are_told_apart)
        checks.register(checking.nothing_is_orphaned, checks.Tags.database)
        pre_migrate.connect(checking.refuse, sender=self, dispatch_uid="letters.orphans")
        days.on_change(deadlines.renew)
        staff.register("Meja surat", "letters:meja")
        staff.register("Permohonan", "letters:daftar")
        staff.register("Register surat", "letters:register")
        staff.register("Pejabat", "letters:pejabat", "letters.manage_officials")
        staff.register("Penempatan", "letters:penempatan", "letters.manage_placements")
        staff.register("Semua kelurahan", "letters:kota", "letters.see_city")
