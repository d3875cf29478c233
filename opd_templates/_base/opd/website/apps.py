"""What the website does when the app starts."""

from __future__ import annotations

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "opd.website"
    label = "website"
    verbose_name = "situs"

    def ready(self) -> None:
        from wagtail import hooks

        from opd import days, reveal, staff
        from opd.website import deleting, editing, labels, ppid, retention, signals  # noqa: F401  # they register themselves
        from opd.website.models import Contact, InformationRequest

        labels.put_on()
        deleting.register()
        hooks.register("before_serve_document", editing.unchecked)
        days.on_change(ppid.renew)
        staff.register("Isi situs", "wagtailadmin_home", "wagtailadmin.access_admin")
        staff.register("Permohonan informasi", "website:meja", "website.view_informationrequest")
        reveal.register(
            InformationRequest, {"identity": "Nomor identitas pemohon"}, "website.reveal_informationrequest"
        )
        reveal.register(Contact, {"phone": "Nomor seluler pemohon"}, ppid.PROCESS)

    def serving(self) -> None:
        """Called before visitors are answered, and by no other command (opd.serving)."""
        from opd.website import editing

        editing.begin()
