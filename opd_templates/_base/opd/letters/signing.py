"""Signing: the letter gets its number, its words and its signer, once and for all, in one transaction.

The base path is ink: the PDF is printed and signed on paper. ``LETTERS_SIGNER`` names a function that returns a
``Signer``, where letters are signed electronically instead; it is empty unless a project sets it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from datetime import date
from threading import Thread
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from opd import pdf, tokens
from opd.letters import answers, applications, counters, current, deadlines, offices
from opd.letters.models import Application, Letter, Official
from opd.letters.rules import flow, numbering
from opd.letters.rules.kinds import LetterType, valid_until
from opd.letters.rules.wording import filled, initials
from opd.refusal import Refused

SILENT = "Layanan tanda tangan elektronik tidak menjawab. Nomor tidak terpakai; coba lagi nanti."


class SigningError(Exception):
    """Why the service of electronic signatures did not sign, in words for whoever wanted to."""


class Signer(Protocol):
    """A service of electronic signatures, as of a certification authority."""

    def sign(self, document: bytes, official: Official, passphrase: str) -> bytes:
        """``document`` (a PDF) with the official's signature in it, beside those that are there: a camat signs what a
        lurah has signed. SigningError. It keeps no passphrase."""


def electronic() -> Signer | None:
    path: str = settings.LETTERS_SIGNER
    made: Signer | None = import_string(path)() if path else None
    return made


def _signature(signer: Signer, document: bytes, official: Official, passphrase: str) -> bytes:
    """SigningError, after ``LETTERS_SIGNER_SECONDS`` at the latest.

    What is signed bears the number, and a number whose letter fails has to go back: so the service is asked while the
    series is locked, and a silent one must not keep the kelurahan's other letters waiting for long. What it signs later
    is thrown away: nobody gets it, and its hash is in no register."""
    answer: Future[bytes] = Future()

    def ask() -> None:
        try:
            answer.set_result(signer.sign(document, official, passphrase))
        except BaseException as error:  # whoever waits raises it
            answer.set_exception(error)
        finally:
            connections.close_all()  # this thread's own, if it has any

    Thread(target=ask, daemon=True).start()
    try:
        return answer.result(settings.LETTERS_SIGNER_SECONDS)
    except TimeoutError:
        raise SigningError(SILENT) from None


@transaction.atomic
def sign(
    application: Application,
    official: Official,
    who: str,
    roles: Collection[str],
    paper: str,
    passphrase: str = "",
) -> Letter:
    """Refused, SigningError, opd.pdf.RenderError: then there is no letter, and no number was used."""
    found, _ = applications.begun(application, "tanda_tangani", roles)
    if official.office != found.office:
        raise Refused("Pejabat ini bukan pejabat kelurahan pemohon.")
    rules, now = current.service(), timezone.localtime()
    same = found.checked_by == who
    if same and rules.separate:
        raise Refused("Yang memeriksa tidak boleh menandatangani. Minta pejabat lain menandatangani.")
    kind, office = current.kind(found.kind), offices.offices()[found.office]
    count = counters.letter(found.office, now.year)
    letter = Letter(
        application=found,
        office=found.office,
        year=now.year,
        count=count,
        number=numbering.written(rules.number, kind.code, count, office.label, now.date()),
        kind=kind.slug,
        title=kind.name,
        day=now.date(),
        valid_until=valid_until(kind.valid, now.date()),
        initials=initials(found.name),
        signer_name=official.name,
        signer_nip=official.nip,
        signer_title=title(official, office),
        signed_by=who,
        same_checker=same,
        paper=paper,
        token=tokens.new(),
    )
    _write(letter, kind, office, passphrase, official)
    found.took = deadlines.took(found, now)
    try:
        letter.save(force_insert=True)
        detail = {"nomor": letter.number, **({"pemeriksa_sama": True} if same else {})}
        applications.ended(found, "tanda_tangani", who, now=now, **detail)
    except Exception:
        letter.pdf.storage.delete(letter.pdf.name)
        raise
    return letter


@transaction.atomic
def countersign(
    application: Application, official: Official, who: str, roles: Collection[str], passphrase: str
) -> Letter:
    """The camat's electronic signature, in the file that the kelurahan has signed. Refused, SigningError."""
    found, _ = applications.begun(application, "camat_setuju", roles)
    letter = Letter.objects.select_for_update().get(application=found, voided_at=None)
    signer, named = electronic(), json.loads(letter.text)["camat"]
    if signer is None or not letter.electronic:
        raise Refused("Surat ini ditandatangani di atas kertas.")
    if (official.office, official.position) != (found.office, flow.CAMAT):
        raise Refused("Pejabat ini bukan camat kelurahan pemohon.")
    if (official.name, official.nip) != (named["nama"], named["nip"]):
        raise Refused(f"Surat ini menyebut {named['nama']} sebagai camat. Kembalikan ke kelurahan.")
    file, before = letter.pdf.storage, letter.pdf.name
    with letter.pdf.open("rb") as opened:
        document = opened.read()
    _keep(letter, _signature(signer, document, official, passphrase))
    letter.camat_by, letter.camat_at = who, timezone.now()
    try:
        letter.save(update_fields=["pdf", "sha256", "camat_by", "camat_at"])
        applications.ended(found, "camat_setuju", who, now=timezone.localtime(), nomor=letter.number)
    except Exception:
        file.delete(letter.pdf.name)
        raise
    transaction.on_commit(lambda: file.delete(before))
    return letter


def title(official: Official, office: offices.Office) -> str:
    """As printed above the name."""
    acting = "Plt. " if official.acting else ""
    head = office.profile.head_title or "Lurah"
    return {"lurah": f"{acting}{head}", "sekretaris": f"a.n. {head}, {acting}Sekretaris"}.get(
        official.position, f"{acting}Camat"
    )


def words(letter: Letter, kind: LetterType, office: offices.Office) -> dict[str, str]:
    """What the places of the type's text stand for."""
    return {
        **answers.shown(letter.application, kind, full=True),
        **dates(kind, letter.day),
        "nomor": letter.number,
        "kelurahan": office.name,
        "kota": office.profile.city,
        "penandatangan": letter.signer_name,
        "jabatan": letter.signer_title,
    }


def dates(kind: LetterType, day: date) -> dict[str, str]:
    """What the places ``tanggal`` and ``berlaku_sampai`` stand for in a letter of a day."""
    until = valid_until(kind.valid, day)
    return {
        "tanggal": date_format(day, "j F Y"),
        "berlaku_sampai": date_format(until, "j F Y") if until else "seterusnya",
    }


def _write(
    letter: Letter, kind: LetterType, office: offices.Office, passphrase: str, official: Official
) -> None:
    parts = filled(kind, words(letter, kind, office))
    camat = _camat(letter.office, letter.day) if flow.CAMAT in kind.route else None
    letter.text = json.dumps({"isi": parts, "camat": camat}, ensure_ascii=False)
    signer = electronic()
    letter.electronic = signer is not None
    if signer is not None and camat and not camat["nama"]:
        raise Refused(
            "Belum ada camat pada halaman Pejabat: surat elektronik menyebut siapa yang menandatangani."
        )
    made = pdf.render("letters/pdf.html", _page(letter, kind, office, parts, camat))
    if signer is not None:
        made = _signature(signer, made, official, passphrase)
    _keep(letter, made)


def _keep(letter: Letter, made: bytes) -> None:
    letter.sha256 = hashlib.sha256(made).hexdigest()
    letter.pdf.save("surat.pdf", ContentFile(made), save=False)


def _camat(office: str, day: date) -> dict[str, str]:
    """Who signs beside the kelurahan; a line to write on where nobody is named."""
    valid = Q(until=None) | Q(until__gte=day)
    found = Official.objects.filter(valid, office=office, position=flow.CAMAT, since__lte=day).first()
    if found is None:
        return {"nama": "", "nip": "", "jabatan": "Camat"}
    return {"nama": found.name, "nip": found.nip, "jabatan": title(found, offices.offices()[office])}


def _page(
    letter: Letter, kind: LetterType, office: offices.Office, parts: Any, camat: Mapping[str, str] | None
) -> dict[str, Any]:
    return {
        "opd": office.profile,
        "letter": letter,
        "title": kind.title,
        "parts": [(isinstance(part, str), part) for part in parts],
        "camat": camat,
        "has_camat": flow.CAMAT in kind.route,
        "place": office.profile.city.removeprefix("Kota ").removeprefix("Kabupaten "),
        "qr": qr(address(letter, office)) if kind.qr else "",
        "address": address(letter, office),
    }


def address(letter: Letter, office: offices.Office) -> str:
    """Of the public check page."""
    return f"https://{office.profile.host}/v/{letter.token}/"


def qr(told: str) -> str:
    """A QR code as a picture's address, with nothing to fetch."""
    import segno  # with the first letter

    return str(segno.make(told, error="m", micro=False).svg_data_uri(border=2, scale=4))
