"""How long which data is kept: ``privacy.yml`` says it, a job in the night does it, the audit log tells that it did.

    data:
      permohonan:
        what: nama, NIK (terenkripsi), nomor telepon
        purpose: memproses permohonan layanan
        basis: pelaksanaan tugas pelayanan publik (UU 27/2022 Pasal 20 ayat (2) huruf e)
        retention_days: 365

An app registers how a kind of data is deleted: ``@retention.clears("permohonan")`` over a function that takes a moment
and returns how many it deleted of what was finished before it. What nobody finishes has to end as well, or it is kept
for good: ``@retention.ends("tanpa tanggapan")`` over a function that takes the present moment and returns how many it
ended. Those run first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from opd import audit

Clear = Callable[[datetime], int]
_NOBODY_S = "!"
"""No password is this one's (Django's own way), and whoever has it was cleared."""
_CLEARS: dict[str, Clear] = {}
_ENDS: dict[str, Clear] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the record of processing (UU 27/2022 Pasal 31).

    Of the base's own kinds alone: ``since`` says from when its days count, and without days it stays with the app.
    """

    name: str
    what: str
    purpose: str
    basis: str
    retention_days: int | None
    since: str = ""

    @property
    def kept(self) -> str:
        if self.retention_days is None:
            return "selama aplikasi ini dipakai"
        return f"{self.retention_days:,} hari".replace(",", ".") + self.since


# What the base itself keeps, in every app.
_SECURITY = "keamanan sistem elektronik (Peraturan BSSN 4/2021)"
OWN = (
    Kind("sesi", "sesi petugas yang masuk", "mengenali petugas yang sudah masuk", _SECURITY, 1),
    Kind("percobaan", "hitungan percobaan, tanpa nama dan alamat", "membatasi penyalahgunaan", _SECURITY, 1),
    Kind(
        "akun",
        "nama, surel dinas, peran, dan sidik kata sandi petugas",
        "mengenali petugas dan haknya",
        _SECURITY,
        365,
        " sejak akun dinonaktifkan; sesudahnya hanya nama pengguna",
    ),
    Kind(
        "audit",
        "nama pengguna petugas, tindakannya, waktunya, dan nomor perihalnya; tanpa data warga",
        "membuktikan siapa melakukan apa",
        _SECURITY,
        None,
    ),
)


def clears(kind: str) -> Callable[[Clear], Clear]:
    def decorate(clear: Clear) -> Clear:
        _CLEARS[kind] = clear
        return clear

    return decorate


def ends(name: str) -> Callable[[Clear], Clear]:
    """``name`` stands in the audit log beside the kinds of data, and is none of them."""

    def decorate(end: Clear) -> Clear:
        _ENDS[name] = end
        return end

    return decorate


def registered() -> frozenset[str]:
    return frozenset(_CLEARS)


def kinds() -> dict[str, Kind]:
    """All kinds of data by name: the base's and the project's. ImproperlyConfigured with every fault at once."""
    return {**{kind.name: kind for kind in OWN}, **read(Path(settings.OPD_PRIVACY))}


@cache
def read(file: Path) -> dict[str, Kind]:
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}  # opd.checking says what an app misses by it
    except yaml.YAMLError as error:
        raise ImproperlyConfigured(f"{file}: {error}") from None
    rows = given.get("data") if isinstance(given, dict) else None
    if not isinstance(rows, dict):
        raise ImproperlyConfigured(f"{file}: `data:` with a mapping of kinds is missing")
    if faults := [fault for name, row in rows.items() for fault in _faults(str(name), row)]:
        raise ImproperlyConfigured("\n".join(f"{file}: {fault}" for fault in faults))
    return {name: Kind(name=name, **row) for name, row in rows.items()}


def _faults(name: str, row: Any) -> list[str]:
    if not isinstance(row, Mapping):
        return [f"data.{name}: not a mapping"]
    wanted = [field.name for field in fields(Kind) if field.name not in {"name", "since"}]
    found = [
        f"data.{name}: unknown key {key!r}; keys are {', '.join(wanted)}" for key in row if key not in wanted
    ]
    found += [f"data.{name}: `{key}` is missing" for key in wanted if not row.get(key)]
    days = row.get("retention_days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        found.append(f"data.{name}: retention_days {days!r} is not a number of days")
    return found


def run(now: datetime | None = None) -> dict[str, int]:
    """End what waits in vain, delete what is too old; how many of each. A failure does not keep the others, and is
    raised at the end."""
    done: dict[str, int] = {}
    failed: dict[str, Exception] = {}
    moment = now or timezone.now()
    work = [(name, end, moment) for name, end in _ENDS.items()]
    for name, kind in kinds().items():
        if name in _CLEARS and kind.retention_days is not None:
            work.append((name, _CLEARS[name], moment - timedelta(days=kind.retention_days)))
    for name, do, when in work:
        try:
            done[name] = do(when)
        except Exception as error:  # any app's function, and any fault of it
            failed[name] = error
    audit.record(audit.actor(), "retensi", "data", **done, **dict.fromkeys(failed, "gagal"))
    if failed:
        raise ExceptionGroup(f"not done: {', '.join(failed)}", list(failed.values()))
    return done


@clears("sesi")
def _sessions(_: datetime) -> int:
    """Those that are over, however old: the moment that ends them is in each."""
    from django.contrib.sessions.models import Session  # models are there only after apps are loaded

    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


@clears("percobaan")
def _counts(before: datetime) -> int:
    from opd import limits, lockout  # as above

    return limits.forget(before) + lockout.forget(before)


@clears("akun")
def _accounts(before: datetime) -> int:
    """Of those who may no longer come in, and of whom the log told nothing since. The user's name stays: by it the log
    says who did what."""
    from opd.models import AuditEntry, User  # as above

    since = AuditEntry.objects.filter(at__gte=before)
    inactive = User.objects.filter(is_active=False, date_joined__lt=before).exclude(password=_NOBODY_S)
    left = [one.pk for one in inactive if not since.filter(subject=f"pengguna:{one.pk}").exists()]
    User.groups.through.objects.filter(user_id__in=left).delete()
    empty = {"first_name": "", "last_name": "", "email": "", "former_passwords": [], "password": _NOBODY_S}
    return User.objects.filter(pk__in=left).update(**empty)
