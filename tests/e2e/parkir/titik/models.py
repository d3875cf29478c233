from django.db import models


class Titik(models.Model):
    nama = models.CharField(max_length=100)

    class Meta:
        ordering = ("nama",)
