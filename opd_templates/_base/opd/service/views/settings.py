"""What staff sets: tokens of programs, and who signs letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from opd import audit, staff
from opd.service import forms, programs
from opd.service.models import ApiToken, Signer

MOST_TOKENS = 10


@staff.only()
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown once."""
    form = forms.TokenForm(request.POST or None)
    made = ""
    mine = ApiToken.objects.filter(owner=request.user, expires_at__gt=timezone.now())
    if request.method == "POST" and form.is_valid():
        if mine.count() >= MOST_TOKENS:
            form.add_error(None, f"Paling banyak {MOST_TOKENS} token. Cabut yang tidak dipakai.")
        else:
            made = programs.make(request.user, form.cleaned_data["nama"], form.cleaned_data["hari"])
            form = forms.TokenForm()
    context = {"title": "Token API", "form": form, "button": "Buat token", "made": made, "tokens": mine.all()}
    return render(request, "layanan/token.html", context, status=422 if form.errors else 200)


@require_POST
@staff.only()
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    if not programs.revoke(request.user, key):
        raise Http404
    messages.success(request, "Token dicabut.")
    return redirect("service:token")


@staff.only("service.manage_signers")
def signers(request: HttpRequest) -> HttpResponse:
    form = forms.SignerForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = form.save()
        audit.record(audit.actor(), "penanda tangan ditambah", f"penanda tangan:{made.pk}")
        messages.success(request, f"{made.name} ditambahkan.")
        return redirect("service:pejabat")
    context = {"title": "Penanda tangan", "form": form, "button": "Tambah", "signers": Signer.objects.all()}
    return render(request, "layanan/pejabat.html", context, status=422 if form.errors else 200)


@staff.only("service.manage_signers")
def signer(request: HttpRequest, key: int) -> HttpResponse:
    one = get_object_or_404(Signer, pk=key)
    form = forms.SignerForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.record(
            audit.actor(), "penanda tangan diubah", f"penanda tangan:{one.pk}", isian=form.changed_data
        )
        messages.success(request, "Perubahan disimpan.")
        return redirect("service:pejabat")
    context = {"title": "Ubah penanda tangan", "form": form}
    return render(request, "layanan/pejabat-ubah.html", context, status=422 if form.errors else 200)
