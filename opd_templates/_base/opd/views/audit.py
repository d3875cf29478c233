"""Who did what: read, searched, and checked for holes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opd import audit, staff
from opd.models import AuditEntry

PER_PAGE = 50


@staff.only("opd.view_auditentry")
def listed(request: HttpRequest) -> HttpResponse:
    entries = AuditEntry.objects.all()
    asked = {name: request.GET.get(name, "").strip() for name in ("oleh", "tindakan", "perihal")}
    if asked["oleh"]:
        entries = entries.filter(who=asked["oleh"])
    if asked["tindakan"]:
        entries = entries.filter(action__icontains=asked["tindakan"])
    if asked["perihal"]:
        entries = entries.filter(subject=asked["perihal"])
    context = {
        "title": "Catatan audit",
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("hal")),
        "asked": asked,
    }
    if request.method == "POST":
        context |= {"checked": True, "broken": audit.broken()}
    return render(request, "opd/audit.html", context)
