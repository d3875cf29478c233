"""Coming, going, and a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from opd import limits, oidc
from opd.private import blind

PER_ADDRESS = "60/h"  # an office has one address
PER_NAME = "60/d"  # from however many addresses
PER_USER = "20/h"


class LoginForm(AuthenticationForm):
    error_messages = {  # Django's own way
        "invalid_login": "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil.",
        "inactive": "Akun ini tidak aktif.",
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["username"].label = "Nama pengguna"
        self.fields["password"].label = "Kata sandi"


@method_decorator(limits.limited("masuk", PER_ADDRESS), name="dispatch")
class Login(views.LoginView):
    template_name = "opd/masuk.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        name = request.POST.get("username", "").strip().lower()
        if seconds := limits.exceeded("masuk-nama", blind(f"login {name}"), PER_NAME):
            return limits.too_many(request, seconds)
        return super().post(request, *arguments, **named)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "single_sign_on": oidc.is_on()}


@method_decorator(never_cache, name="dispatch")
class Logout(views.LogoutView):
    next_page = settings.LOGOUT_REDIRECT_URL
    http_method_names = ["post", "options"]  # Django's own way


class NewPasswordForm(PasswordChangeForm):
    error_messages = {  # Django's own way
        "password_mismatch": "Kedua kata sandi baru tidak sama.",
        "password_incorrect": "Kata sandi yang sekarang salah.",
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["old_password"].label = "Kata sandi sekarang"
        self.fields["new_password1"].label = "Kata sandi baru"
        self.fields["new_password2"].label = "Kata sandi baru, sekali lagi"


class PasswordChange(views.PasswordChangeView):
    template_name = "opd/ganti-sandi.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("opd:staf")

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """On its first day a whole office changes its passwords, from one address."""
        if seconds := limits.exceeded("ganti-sandi", f"user {request.user.pk}", PER_USER):
            return limits.too_many(request, seconds)
        return super().post(request, *arguments, **named)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Kata sandi sudah diganti.")
        return response

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
