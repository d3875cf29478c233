from django.apps import AppConfig


class ContohConfig(AppConfig):
    name = "contoh"

    def ready(self) -> None:
        from contoh.models import Warga
        from opd import retention, reveal

        reveal.register(
            Warga,
            {"nik": "NIK"},
            "contoh.buka_pribadi",
            lambda user, one: one.name != f"bukan {user.username}",
        )

        @retention.clears("warga")
        def clear(before):
            return Warga.objects.filter(at__lt=before).delete()[0]
