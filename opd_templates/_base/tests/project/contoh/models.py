from django.db import models

from opd import files
from opd.private import BlindIndexField, EncryptedField, validate_nik


class Warga(models.Model):
    name = models.CharField("nama", max_length=100)
    nik = EncryptedField("NIK", validators=[validate_nik], blank=True)
    nik_index = BlindIndexField(of="nik")
    other = EncryptedField("lain", blank=True)
    scan = models.FileField("pindaian", storage=files.private, upload_to="warga", blank=True)
    at = models.DateTimeField("waktu", auto_now_add=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True)

    class Meta:
        verbose_name = "warga"
        permissions = [("buka_pribadi", "membuka data pribadi")]

    def __str__(self) -> str:
        return f"warga {self.pk}"
