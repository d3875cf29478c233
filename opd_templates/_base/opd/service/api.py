"""REST API for programs, described by OpenAPI at ``/api/v1/openapi.json``. A token acts with its owner's roles.

Personal data is masked here, always: who needs it in full exports it, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from ninja import NinjaAPI, Query, Router, errors
from ninja.security import HttpBearer

from opd import limits
from opd.refusal import Refused
from opd.service import current, exporting, forms, programs, records, searching, shapes
from opd.service.access import Access
from opd.service.models import Record
from opd.service.schema import Kind
from opd.service.schema.fields import FILES
from opd.service.shapes import Change, Kinds, Message, Reason, Step
from opd.service.values.base import plain

LONGEST_REASON = 1000
REFUSED = "Ada yang perlu diperbaiki."
BY_FORM = "yang hanya diterima lewat formulir"


class Token(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Access | None:
        owner = programs.owner(token)
        if owner is None:
            if limits.exceeded("api", limits.client(request), "60/h"):
                raise PermissionDenied
            return None
        request.user = owner
        return Access(owner)


api = NinjaAPI(
    title=current.schema().nama,
    version="1",
    auth=Token(),
    docs_url=None,
    urls_namespace="service:api",
    description=current.schema().uraian,
)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, _: Exception) -> HttpResponse:
    return api.create_response(request, {"pesan": "Bukan wewenang token ini."}, status=403)


@api.exception_handler(errors.AuthenticationError)
def _unknown(request: HttpRequest, _: Exception) -> HttpResponse:
    said = "Token tidak dikenal, sudah berakhir, atau tidak dikirim."
    return api.create_response(request, {"pesan": said}, status=401)


@api.exception_handler(errors.HttpError)
def _garbled(request: HttpRequest, error: errors.HttpError) -> HttpResponse:
    """What ninja refuses itself: a body that is no JSON."""
    said = "Permintaan ini tidak dapat dibaca. Isi dikirim sebagai JSON."
    return api.create_response(request, {"pesan": said}, status=error.status_code)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _: Exception) -> HttpResponse:
    return api.create_response(request, {"pesan": "Tidak ada."}, status=404)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return api.create_response(request, Message(pesan=refused.why).model_dump(), status=409)


@api.exception_handler(ValidationError)
def _faulty(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = Message(pesan=REFUSED, isian=error.message_dict)
    return api.create_response(request, told.model_dump(), status=422)


@api.exception_handler(errors.ValidationError)
def _unreadable(request: HttpRequest, error: errors.ValidationError) -> HttpResponse:
    """What is not even of the right type, said as the forms' faults are."""
    faults: dict[str, list[str]] = {}
    for one in error.errors:
        name = next((str(part) for part in reversed(one["loc"]) if isinstance(part, str)), "")
        said = "Wajib diisi." if one["type"] == "missing" else "Nilai ini tidak dapat diterima."
        faults.setdefault(name, []).append(said)
    return api.create_response(request, {"pesan": REFUSED, "isian": faults}, status=422)


@api.get("/jenis", response=list[Kinds], summary="Jenis berkas yang dapat dilihat token ini")
def kinds(request: HttpRequest) -> list[Kinds]:
    return [
        Kinds(
            kode=code,
            nama=kind.nama,
            status={one: state.nama for one, state in kind.status.items()},
            langkah={one: move.nama for one, move in kind.langkah.items()},
        )
        for code, kind in request.auth.kinds().items()
    ]


def _row(record: Record, kind: Kind) -> dict[str, Any]:
    (row,) = exporting.rows(Record.objects.filter(pk=record.pk), kind, full=False)
    return row


def _cleaned(
    kind: Kind,
    codes: tuple[str, ...],
    given: dict[str, Any],
    record: Record | None = None,
    *,
    opens: bool = False,
) -> dict[str, Any]:
    """ValidationError with the faults of each answer."""
    codes = tuple(name for name in codes if kind.isian[name].tipe not in FILES)
    form = forms.build(kind, codes, record, opens=opens)(shapes.sent(kind, given))
    if not form.is_valid():
        raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return form.answers()


def _only_by_form(kind: Kind, codes: Iterable[str], record: Record | None = None) -> str:
    """The labels of files that are needed and not there: none are sent here. Empty where there are none."""
    fields = [kind.isian[name] for name in codes if record is None or not record.data.get(name)]
    return ", ".join(field.label for field in fields if field.wajib and field.tipe in FILES)


def _reason(given: Step | Reason) -> str:
    """ValidationError as forms have it."""
    try:
        return plain(given.alasan[:LONGEST_REASON], lines=True)
    except ValidationError as error:
        raise ValidationError({"alasan": error.messages}) from None


def _router(code: str, kind: Kind) -> Router:
    """The addresses of one kind. Two annotations are set by hand: what may be sent is made of the schema."""
    router, name = Router(tags=[kind.nama]), kind.nama.lower()

    def listed(request: HttpRequest, asked: Any) -> Any:
        return _listed(request.auth, code, kind, asked.model_dump(exclude_none=True))

    def one(request: HttpRequest, key: UUID) -> dict[str, Any]:
        return _row(request.auth.record(code, key)[1], kind)

    def add(request: HttpRequest, given: Any) -> Any:
        return _add(request.auth, code, kind, given.model_dump())

    def move(request: HttpRequest, key: UUID, step: str, given: Step) -> Any:
        return _move(request.auth, code, kind, key, step, given)

    listed.__annotations__["asked"] = Query[shapes.query(code, kind)]
    add.__annotations__["given"] = shapes.new(code, kind)
    refusals: dict[int, Any] = {409: Message, 422: Message}
    row = dict[str, Any]
    router.get(
        "/", response={200: row, 422: Message}, summary=f"Daftar {name}", operation_id=f"{code}_daftar"
    )(listed)
    router.get("/{uuid:key}", response=row, summary=f"Satu {name}", operation_id=f"{code}_satu")(one)
    files = _only_by_form(kind, kind.asked)
    router.post(
        "/",
        response={201: row, **refusals},
        summary=f"{kind.nama} baru",
        description=f"Selalu dijawab 409: jenis ini mewajibkan berkas ({files}), {BY_FORM}"
        if files
        else None,
        operation_id=f"{code}_buat",
    )(add)
    steps = ", ".join(kind.langkah) or "tidak ada"
    router.post(
        "/{uuid:key}/langkah/{slug:step}",
        response={200: row, **refusals},
        summary="Pindahkan status",
        description=f"Langkah: {steps}",
        operation_id=f"{code}_langkah",
    )(move)
    _correction(router, code, kind)
    return router


def _correction(router: Router, code: str, kind: Kind) -> None:
    """How a record is corrected, where its kind lets it be."""

    def change(request: HttpRequest, key: UUID, given: Change) -> Any:
        return _change(request.auth, code, key, given)

    def reverse(request: HttpRequest, key: UUID, given: Reason) -> Any:
        return _reverse(request.auth, code, key, given)

    told: dict[int, Any] = {409: Message, 422: Message}
    row = dict[str, Any]
    if kind.koreksi == "ubah":
        router.patch(
            "/{uuid:key}", response={200: row, **told}, summary="Ubah isian", operation_id=f"{code}_ubah"
        )(change)
    elif kind.koreksi == "balik":
        router.post(
            "/{uuid:key}/balik",
            response={201: row, **told},
            summary="Balik catatan: dibuat catatan dengan jumlah sebaliknya",
            operation_id=f"{code}_balik",
        )(reverse)


def _listed(access: Access, code: str, kind: Kind, asked: dict[str, Any]) -> Any:
    """A page of what the token may see. A choice that there is not is refused: nobody gets everything by a slip."""
    start, most = asked.pop("mulai"), asked.pop("banyak")
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in asked.items()})
    chosen = searching.filters(kind, query)
    if unknown := [one.name for one in chosen if one.name in asked and not one.chosen]:
        return 422, Message(pesan="Pilihan ini tidak ada.", isian={name: ["Tidak ada."] for name in unknown})
    found = searching.filtered(access.records(code), kind, chosen, query).order_by("created_at", "pk")
    keys = list(found.values_list("pk", flat=True)[start : start + most])
    data = list(exporting.rows(Record.objects.filter(pk__in=keys), kind, full=False))
    return 200, {"jumlah": found.count(), "data": data}


def _add(access: Access, code: str, kind: Kind, given: dict[str, Any]) -> tuple[int, Any]:
    access.kind(code)
    if not access.has(kind.buat):
        raise PermissionDenied
    if files := _only_by_form(kind, kind.asked):
        return 409, Message(pesan=f"Jenis ini mewajibkan berkas ({files}), {BY_FORM}.")
    notice = shapes.notice_of(kind)
    if notice and given.get("pemberitahuan") != notice:
        said = f"Tunjukkan pemberitahuan versi {notice} kepada pemohon, lalu tulis versi itu."
        return 422, Message(pesan=REFUSED, isian={"pemberitahuan": [said]})
    cleaned = _cleaned(kind, tuple(kind.asked), given)
    record, token = records.create(code, cleaned, user=access.user, notice=notice)
    return 201, {**_row(record, kind), **({"token": token} if token else {})}


def _move(access: Access, code: str, kind: Kind, key: UUID, step: str, given: Step) -> tuple[int, Any]:
    _, record = access.record(code, key)
    told = kind.langkah.get(step)
    if told is None:
        raise Http404
    if not access.has(told.oleh):
        raise PermissionDenied
    if files := _only_by_form(kind, told.isi, record):
        return 409, Message(pesan=f"Langkah ini mewajibkan berkas ({files}), {BY_FORM}.")
    cleaned = _cleaned(kind, told.isi, given.isian, record)
    moved = records.move(record, step, access.name, access.roles, cleaned, _reason(given))
    return 200, _row(moved, kind)


def _change(access: Access, code: str, key: UUID, given: Change) -> tuple[int, Any]:
    """Only the answers that are sent. What this token may not read it may not write."""
    kind, record = access.record(code, key)
    if not access.corrects(kind, record):
        raise PermissionDenied
    may = {name for name, field in kind.live.items() if not field.is_sealed or access.opens(kind)}
    may -= {name for name, field in kind.isian.items() if field.tipe in FILES}
    if unknown := sorted(set(given.isian) - may):
        faults = {name: ["Tidak dapat diubah."] for name in unknown}
        return 422, Message(pesan="Ada isian yang tidak dapat diubah.", isian=faults)
    cleaned = _cleaned(kind, tuple(given.isian), given.isian, record, opens=True)
    changed = records.change(record, access.name, cleaned, _reason(given))
    return 200, _row(changed, kind)


def _reverse(access: Access, code: str, key: UUID, given: Reason) -> tuple[int, Any]:
    kind, record = access.record(code, key)
    if not access.corrects(kind, record):
        raise PermissionDenied
    made = records.reverse(record, access.user, _reason(given))
    return 201, _row(made, kind)


for _code, _kind in current.schema().jenis.items():
    api.add_router(f"/{_code}", _router(_code, _kind))
