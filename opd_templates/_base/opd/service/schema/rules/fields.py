"""What is asked, and what it refers to."""

from __future__ import annotations

import re

from opd.service.schema.faults import Path, known_are, shown
from opd.service.schema.fields import AMOUNTS, CHOICES, FITS, Field
from opd.service.schema.model import Kind, Schema
from opd.service.schema.rules.common import (
    PAGING,
    RESERVED,
    Found,
    has_personal,
    is_asked,
    of_kinds,
    of_parts,
)
from opd.service.schema.unknown import one_by_one, some, those

FEWEST_CHOICES = 2


@of_parts("isian")
def names_are_free(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    code = path[-1]
    if code in RESERVED or (code in PAGING and field.saring):
        reason = "Letters and exports use it."
        yield path, f"`{code}` has a meaning of its own", reason, "Choose another id."


@of_parts("isian")
def keys_fit_their_type(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    for key in sorted(field.model_fields_set & FITS.keys()):
        if field.tipe not in FITS[key]:
            reason = f"It is for {', '.join(sorted(FITS[key]))}."
            yield (*path, key), f"`{key}` means nothing for `{field.tipe}`", reason, "Leave it out."


@of_parts("isian")
def choices_are_named(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if field.tipe not in CHOICES or len(field.pilihan) >= FEWEST_CHOICES:
        return
    if "pilihan" in field.model_fields_set:
        yield (*path, "pilihan"), "there is nothing to choose from", "", "Name at least two."
    else:
        remedy = "Write `pilihan: {ya: Ya, tidak: Tidak}`, with your own words."
        yield path, "`pilihan` is missing", "", remedy


@of_parts("isian")
def bounds_leave_something(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    low, high = field.paling_sedikit, field.paling_banyak
    if low is not None and high is not None and low > high:
        fault = f"{high} is less than `paling_sedikit` ({low})"
        yield (*path, "paling_banyak"), fault, "", "Exchange them."


@of_parts("isian")
def what_is_not_asked_is_not_required(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if field.usang and field.wajib:
        fault = "a field that is not asked for cannot be `wajib`"
        yield (*path, "usang"), fault, "", "Leave `wajib` out."


@of_parts("isian")
def patterns_are_explained(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if not field.pola:
        return
    here = (*path, "pola")
    try:
        re.compile(field.pola)
    except re.error as error:
        fault = f"{shown(field.pola)} is no regular expression"
        yield here, fault, f"{error.msg}.", "Write as `[A-Z]{2}[0-9]{4}`."
        return
    if re.search(r"[+*}]\)*[+*{]|\([^)]*[+*][^)]*\)[+*{]|\\[1-9]", field.pola):
        reason = "Some texts would keep the app busy for minutes."
        remedy = "Write each repetition once, with a limit."
        yield here, f"{shown(field.pola)} repeats what repeats", reason, remedy
    if not field.contoh:
        reason = "Who fills in the form has to see what is meant."
        yield here, "`contoh` is missing", reason, "Add an example."
    elif not re.fullmatch(field.pola, field.contoh):
        yield (*path, "contoh"), f"{shown(field.contoh)} does not match `pola`", "", "Mend one of the two."


@of_parts("isian")
def references_lead_somewhere(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if field.tipe != "rujukan":
        return
    if field.rujuk is None:
        yield path, "`rujuk` is missing", "", known_are("", schema.jenis)
        return
    target = schema.jenis.get(field.rujuk)
    if target is None:
        fault = f"{shown(field.rujuk)} is not a kind of record"
        yield (*path, "rujuk"), fault, "", known_are(field.rujuk, schema.jenis)
        return
    for number, state in enumerate(field.rujuk_status):
        if state not in target.status:
            fault = f"{shown(state)} is not a state of `{field.rujuk}`"
            yield (*path, "rujuk_status", number), fault, "", known_are(state, target.status)


@of_parts("isian")
def limits_are_numbers(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if field.tipe != "rujukan" or not field.batas or field.rujuk is None:
        return
    target = schema.jenis.get(field.rujuk)
    if target is None:
        return  # told above
    limit = target.isian.get(field.batas)
    if limit is None or limit.tipe != "angka":
        fault = f"{shown(field.batas)} is not a number of `{field.rujuk}`"
        numbers = those(lambda one: one.tipe == "angka", target.isian)
        yield (*path, "batas"), fault, "", known_are(field.batas, numbers)


@of_parts("isian")
def dates_follow_dates(schema: Schema, kind: Kind, path: Path, field: Field) -> Found:
    if not field.sejak:
        return
    first = kind.isian.get(field.sejak)
    if first is None or field.sejak == path[-1] or first.tipe != "tanggal":
        others = those(lambda one: one.tipe == "tanggal" and one is not field, kind.isian)
        fault = f"{shown(field.sejak)} is no other date of this kind"
        yield (*path, "sejak"), fault, "", known_are(field.sejak, others)


@of_kinds
def one_open_record_is_found_by_a_field(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.satu_terbuka is None:
        return
    field = kind.isian.get(kind.satu_terbuka)
    if field is None or not field.cari or field.usang:
        known = known_are(kind.satu_terbuka, those(lambda one: one.cari, kind.isian))
        fault = f"{shown(kind.satu_terbuka)} cannot be searched"
        yield (*path, "satu_terbuka"), fault, "", f"It needs `cari: true`. {known}"


@of_kinds
def sums_are_of_amounts(schema: Schema, path: Path, kind: Kind) -> Found:
    def judged(item: tuple[int, str]) -> Found:
        number, name = item
        field = kind.isian.get(name)
        if field is None or field.tipe not in AMOUNTS:
            amounts = those(lambda one: one.tipe in AMOUNTS, kind.isian)
            fault = f"{shown(name)} is not an amount"
            yield (*path, "jumlahkan", number), fault, "", known_are(name, amounts)

    yield from one_by_one(judged, enumerate(kind.jumlahkan))


@of_kinds
def people_are_told(schema: Schema, path: Path, kind: Kind) -> Found:
    if schema.pemberitahuan is None and kind.is_public and has_personal(kind):
        reason = "Whoever gives personal data is told what becomes of it (UU 27/2022, Pasal 21)."
        yield (*path, "sifat"), "`pemberitahuan` is missing", reason, "Write it at the top of the schema."


@of_kinds
def public_forms_ask_something(schema: Schema, path: Path, kind: Kind) -> Found:
    if kind.is_public and not some(is_asked, kind.isian.values()):
        remedy = "Leave `pengisi: petugas` out of one field."
        yield (*path, "isian"), "the public form would be empty", "", remedy


@of_kinds
def somebody_reads_what_is_sealed(schema: Schema, path: Path, kind: Kind) -> Found:
    if not kind.buka and some(lambda field: field.is_sealed, kind.isian.values()):
        reason = "Nobody could ever read the personal data."
        yield path, "`buka` is missing", reason, "Name roles in `buka`."
