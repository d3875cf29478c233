"""What the letters' app does when it starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_delete, post_save, pre_migrate


class LettersConfig(AppConfig):
    name = "opd.letters"
    label = "letters"
    verbose_name = "Surat-menyurat kelurahan"

    def ready(self) -> None:
        from opd import staff
        from opd.letters import checking, clearing, current, deadlines  # noqa: F401  # clearing registers itself
        from opd.models import Holiday

        current.types()  # files with faults stop the app here, with all of them
        checks.register(checking.offices_are_told_apart)
        checks.register(checking.nothing_is_orphaned, checks.Tags.database)
        pre_migrate.connect(checking.refuse, sender=self, dispatch_uid="letters.orphans")
        for signal in (post_save, post_delete):
            signal.connect(deadlines.renew, sender=Holiday, dispatch_uid=f"letters.{id(signal)}")
        staff.register("Meja surat", "letters:meja")
        staff.register("Permohonan", "letters:daftar")
        staff.register("Register surat", "letters:register")
        staff.register("Pejabat", "letters:pejabat", "letters.manage_officials")
        staff.register("Penempatan", "letters:penempatan", "letters.manage_placements")
        staff.register("Semua kelurahan", "letters:kota", "letters.see_city")
