from django.http import HttpResponse
from django.shortcuts import render

from opd import roles
from opd.limits import limited


def home(request):
    return render(request, "opd/base.html", {"title": "Beranda"})


@limited("kirim", "3/h")
def send(request):
    return HttpResponse("terkirim")


def breaks(request):
    raise ValueError(f"NIK {request.POST.get('nik', '9999990101900001')} ditolak")


@roles.required("petugas")
def for_officers(request):
    return HttpResponse("petugas")
