"""Who works with the app, in which roles. A first password is made here, shown once, and changed at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from opd import audit, passwords, roles, staff
from opd.models import User


class UserForm(forms.ModelForm):
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), label="Peran", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups")
        labels = {  # Django's own way
            "username": "Nama pengguna",
            "first_name": "Nama depan",
            "last_name": "Nama belakang",
            "email": "Surel dinas",
            "is_active": "Aktif",
        }
        help_texts = {  # Django's own way
            "username": "Huruf, angka, dan @ . + - _; tanpa spasi.",
            "is_active": "Akun yang tidak aktif tidak dapat masuk. Setelah setahun nama dan surelnya dihapus.",
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["groups"].queryset = Group.objects.filter(name__in=roles.declared()).order_by("name")


@staff.only("opd.view_user")
def listed(request: HttpRequest) -> HttpResponse:
    users = User.objects.order_by("username").prefetch_related("groups")
    return render(request, "opd/pengguna.html", {"title": "Pengguna", "users": users})


@staff.only("opd.add_user")
def add(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None, initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.is_staff = True
        once = passwords.give(user)
        form.save_m2m()
        context = {"title": "Pengguna dibuat", "who": user, "once": once, "advice": _advice(form)}
        return render(request, "opd/sandi-sementara.html", context)
    return _form(request, form, "Pengguna baru")


@staff.only("opd.change_user")
def change(request: HttpRequest, key: int) -> HttpResponse:
    user = _other(request, key)
    form = UserForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Perubahan disimpan.")
        for told in _advice(form):
            messages.info(request, told)
        return redirect("opd:pengguna")
    return _form(request, form, f"Ubah {user.get_username()}", user)


@require_POST
@staff.only("opd.change_user")
def new_password(request: HttpRequest, key: int) -> HttpResponse:
    user = _other(request, key)
    once = passwords.give(user)
    audit.record(audit.actor(), "kata sandi sementara dibuat", f"pengguna:{user.pk}")
    return render(
        request, "opd/sandi-sementara.html", {"title": "Kata sandi sementara", "who": user, "once": once}
    )


def _other(request: HttpRequest, key: int) -> User:
    """Nobody gives themselves a role, or takes a superuser's account over."""
    user = get_object_or_404(User, pk=key)
    if user == request.user or (user.is_superuser and not request.user.is_superuser):
        raise PermissionDenied
    return user


def _advice(form: UserForm) -> list[str]:
    if "groups" not in form.changed_data:
        return []
    return roles.advice(group.name for group in form.cleaned_data["groups"])


def _form(request: HttpRequest, form: UserForm, title: str, who: User | None = None) -> HttpResponse:
    context = {"title": title, "form": form, "who": who, "button": "Simpan"}
    return render(request, "opd/pengguna-ubah.html", context, status=422 if form.errors else 200)
