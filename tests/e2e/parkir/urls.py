from django.http import HttpRequest, HttpResponse
from django.urls import path
from titik.models import Titik


def daftar(_: HttpRequest) -> HttpResponse:
    return HttpResponse("titik parkir: " + ", ".join(Titik.objects.values_list("nama", flat=True)))


urlpatterns = [path("", daftar)]
