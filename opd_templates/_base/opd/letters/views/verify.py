"""The public check page of a letter: the code stands on the paper, so that anybody who holds it may ask.

It tells number, type, day, kelurahan, whether the letter counts, and initials: what is on the paper anyway.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from opd import limits, tokens
from opd.letters import exporting, forms, offices
from opd.letters.models import Letter

RATE = "60/h"


@never_cache
@limits.limited("surat-cek", RATE)
def ask(request: HttpRequest) -> HttpResponse:
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if code := tokens.normal(form.cleaned_data["kode"]):
            return redirect("letters:cek", code)
        form.add_error("kode", "Kode terdiri atas 20 huruf dan angka. Periksa lagi.")
    context = {"title": "Periksa keaslian surat", "form": form, "button": "Periksa"}
    return render(request, "letters/cek-kode.html", context, status=422 if form.errors else 200)


@never_cache
@limits.limited("surat-cek", RATE, methods=("GET", "HEAD"))
def check(request: HttpRequest, token: str) -> HttpResponse:
    code = tokens.normal(token)
    letter = Letter.objects.filter(token=code).first() if code else None
    if letter is None:
        context = {"title": "Surat tidak dikenal"}
        response = render(request, "letters/cek-tidak-ada.html", context, status=404)
    else:
        color, standing = exporting.standing(letter, timezone.localdate())
        office = offices.get(letter.office)
        context = {
            "title": "Keaslian surat",
            "letter": letter,
            "color": color,
            "standing": standing,
            "office": office.name if office else "",
        }
        response = render(request, "letters/cek.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
