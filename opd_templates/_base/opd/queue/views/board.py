"""Boards for all, screens in the waiting room, and the stream that keeps both as they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from opd import environment, limits
from opd.queue import boards, current, devices, forms
from opd.queue.live import board
from opd.queue.views.tracking import UNKNOWN

AGAIN = "15"
SPARE = 4


@require_GET
@never_cache
def public(request: HttpRequest) -> HttpResponse:
    context = {"title": "Papan antrian", "board": boards.shown(timezone.localdate())}
    return render(request, "antrian/papan.html", context)


@require_GET
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    device = devices.of(request, "screen")
    shown = boards.shown(timezone.localdate())
    shown["poli"] = [one for one in shown["poli"] if not device.rooms or one["kode"] in device.rooms]
    names = {one["nama"] for one in shown["poli"]}
    shown["panggilan"] = [one for one in shown["panggilan"] if one["poli"] in names]
    return render(request, "antrian/layar.html", {"title": "Layar antrian", "board": shown, "device": device})


@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What a stream would send, for browsers and networks without one."""
    answer = HttpResponse(boards.text(), content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def stream(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events. 503 where too many watch already: a browser asks for ``data`` then."""
    frames = board.frames(_most())
    if frames is None:
        full = HttpResponse("penuh\n", status=503, content_type="text/plain; charset=utf-8")
        full.headers["Retry-After"] = AGAIN
        return full
    answer = StreamingHttpResponse(frames, content_type="text/event-stream; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache, no-transform"
    return answer


def _most() -> int:
    """As many as the office lets watch, and never so many that no thread is left for those who do something."""
    threads = environment.number("THREADS", 8)
    return min(current.limits().pantauan, threads - max(SPARE, threads // 12))


@never_cache
@limits.limited("antrian-perangkat", "20/h")
def enter(request: HttpRequest) -> HttpResponse:
    """A screen or a kiosk types its code, once."""
    form = forms.TrackForm(request.POST or None)
    form.fields["kode"].label, form.fields["kode"].help_text = "Kode perangkat", "Dibuat kepala puskesmas."
    if request.method == "POST" and form.is_valid():
        device = devices.by_code(form.cleaned_data["kode"])
        if device is not None:
            answer = redirect("queue:layar" if device.kind == "screen" else "queue:kios")
            devices.remember(answer, device)
            return answer
        form.add_error("kode", UNKNOWN.replace("pada tiket Anda", "yang diberikan"))
    context = {"title": "Perangkat puskesmas", "form": form, "button": "Hubungkan"}
    return render(request, "opd/form.html", context, status=422 if form.errors else 200)
