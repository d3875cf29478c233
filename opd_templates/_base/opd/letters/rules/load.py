"""``jenis/*.yaml`` → letter types, or every fault of every file at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from opd.letters.rules import person
from opd.letters.rules.checker import SLUG, Checker
from opd.letters.rules.kinds import (
    COMMON,
    FIELD_KINDS,
    STOPS,
    UNITS,
    WORDS,
    Field,
    LetterType,
    Requirement,
    Service,
    Table,
)
from opd.letters.rules.wording import places
from opd.service.schema.faults import Fault, Path, SchemaError, known_are, shown
from opd.service.schema.reading import read

_TYPE_KEYS = ("kode", "nama", "judul", "uraian", "masa_berlaku", "satuan", "mandiri", "qr", "sifat", "memuat",
              "sla_menit", "kuota_harian", "rute", "syarat", "data_diri", "isian", "isi")  # fmt: skip
_NEEDED = ("kode", "nama", "uraian", "mandiri", "sla_menit", "kuota_harian", "syarat", "isi")
_FIELD_KEYS = ("label", "tipe", "wajib", "bantuan", "paling_sedikit", "paling_banyak", "pola", "contoh", "pilihan",
               "waktu")  # fmt: skip


def types(files: Mapping[str, bytes]) -> dict[str, LetterType]:
    """``files``: name without ending → content. SchemaError with every fault."""
    made: dict[str, LetterType] = {}
    faults: list[Fault] = []
    if not files:
        faults.append(
            Fault("jenis/", "", "there is no letter type", "", "Put at least one `.yaml` file there.")
        )
    for slug, content in sorted(files.items()):
        name = f"jenis/{slug}.yaml"
        if not SLUG.fullmatch(slug) or len(slug) > 40:
            faults.append(Fault(name, "", "the file's name is no code", "", "Use a-z, 0-9 and _."))
        checker = Checker(read(content, name))
        if checker.document.data is not None:
            made[slug] = _type(slug, checker)
        faults += checker.faults
    if faults:
        raise SchemaError(faults)
    return made


def _type(slug: str, check: Checker) -> LetterType:
    check.keys((), _TYPE_KEYS, _NEEDED)
    of_person = person.asked(check)
    own = {code: _field(code, path, check) for code, path in check.entries(("isian",))}
    for code in own:
        if code in COMMON or code in WORDS or code in of_person:
            check.fault(
                ("isian", code), f"`{code}` is asked for, or filled in, anyway", "Use another code.", key=True
            )
    fields = of_person | own
    papers = tuple(_requirement(code, path, check) for code, path in check.entries(("syarat",)))
    for paper in papers:
        if paper.code in COMMON or paper.code in fields:
            check.fault(("syarat", paper.code), f"`{paper.code}` is an answer's code already", key=True)
    name = check.text(("nama",), most=80)
    specific = check.one_of(("sifat",), ("umum", "spesifik"), "umum") == "spesifik"
    if check.at(("memuat",)) is not None and not specific:
        check.fault(("memuat",), "it is said of types with `sifat: spesifik` alone", key=True)
    return LetterType(
        slug=slug,
        code=check.text(("kode",), most=20),
        name=name,
        title=check.text(("judul",), name, 80),
        summary=check.text(("uraian",)),
        valid=_valid(check),
        from_home=check.flag(("mandiri",)),
        qr=check.flag(("qr",), default=True),
        specific=specific,
        holds=check.text(("memuat",), most=100),
        minutes=check.number(("sla_menit",), 1, 10_000),
        quota=check.number(("kuota_harian",), 1, 1000),
        route=_route(check),
        requirements=papers,
        fields=fields,
        body=_body(check, fields),
    )


def _valid(check: Checker) -> tuple[int, str] | None:
    has, unit = check.at(("masa_berlaku",)) is not None, check.at(("satuan",)) is not None
    if not has and not unit:
        return None
    if has != unit:
        check.fault(
            ("masa_berlaku" if has else "satuan",), "`masa_berlaku` and `satuan` go together", key=True
        )
        return None
    return check.number(("masa_berlaku",), 1, 1000), check.one_of(("satuan",), UNITS, "bulan")


def _route(check: Checker) -> tuple[str, ...]:
    given = check.items(("rute",), len(STOPS))
    for number, stop in enumerate(given):
        if stop not in STOPS:
            check.fault(("rute", number), f"{shown(stop)} is not known here", known_are(str(stop), STOPS))
        elif stop in given[:number]:
            check.fault(("rute", number), f"{shown(stop)} stands there twice")
    return tuple(stop for stop in STOPS if stop in given)


def _requirement(code: str, path: Path, check: Checker) -> Requirement:
    check.keys(path, ("label", "wajib"), ("label",))
    return Requirement(
        code, check.text((*path, "label"), most=120), check.flag((*path, "wajib"), default=True)
    )


def _field(code: str, path: Path, check: Checker) -> Field:
    check.keys(path, _FIELD_KEYS, ("label",))
    kind = check.one_of((*path, "tipe"), FIELD_KINDS, "teks")
    pattern, example = check.text((*path, "pola"), most=200), check.text((*path, "contoh"), most=80)
    _pattern(path, check, pattern, example)
    choices = _choices(path, check) if kind == "pilihan" else None
    least, most = (
        check.maybe((*path, "paling_sedikit"), 10**12),
        check.maybe((*path, "paling_banyak"), 10**12),
    )
    if least is not None and most is not None and least > most:
        check.fault((*path, "paling_sedikit"), "it is more than `paling_banyak`")
    return Field(
        code=code,
        label=check.text((*path, "label"), most=120),
        kind=kind,
        required=check.flag((*path, "wajib"), default=True),
        help=check.text((*path, "bantuan")),
        least=least,
        most=most,
        pattern=pattern,
        example=example,
        choices=choices,
        when=check.one_of((*path, "waktu"), ("lampau", "mendatang"), ""),
    )


def _pattern(path: Path, check: Checker, pattern: str, example: str) -> None:
    if not pattern:
        return
    try:
        fits = re.fullmatch(pattern, example)
    except re.error as error:
        check.fault((*path, "pola"), f"it is no regular expression: {error}")
        return
    if not fits:
        remedy = "People who err are shown the example."
        check.fault((*path, "pola"), f"`contoh` {shown(example)} does not fit it", remedy)


def _choices(path: Path, check: Checker) -> dict[str, str]:
    found = {code: check.text(at, most=120) for code, at in check.entries((*path, "pilihan"))}
    if len(found) < 2:
        check.fault(path, "`pilihan` needs two choices at least", "Write `pilihan: {code: Text}`.", key=True)
    return found


def _body(check: Checker, fields: Mapping[str, Field]) -> tuple[str | Table, ...]:
    known = {*COMMON, *WORDS, *fields}
    made: list[str | Table] = []
    for number, part in enumerate(check.items(("isi",))):
        path: Path = ("isi", number)
        if isinstance(part, dict):
            made.append(_table(check, path, {*COMMON, *fields}))
            continue
        text = check.text(path, most=2000)
        for place in places(text):
            if place not in known:
                check.fault(path, f"{{{place}}} stands for nothing", known_are(place, known))
        if text.count("{") != text.count("}") or text.count("{") != len(list(places(text))):
            check.fault(path, "a brace stands for nothing", "Write `{code}`, in small letters.")
        made.append(" ".join(text.split()))
    if not made and isinstance(check.at(("isi",)), list):
        check.fault(("isi",), "the letter says nothing", key=True)
    return tuple(made)


def _table(check: Checker, path: Path, known: set[str]) -> Table:
    if list(check.at(path)) != ["tabel"]:
        check.fault(path, "it is neither a text nor a `tabel`", "A text with a colon needs quotes.")
        return Table(())
    codes = check.items((*path, "tabel"))
    for number, code in enumerate(codes):
        if code not in known:
            check.fault(
                (*path, "tabel", number), f"there is no answer {shown(code)}", known_are(str(code), known)
            )
    return Table(tuple(str(code) for code in codes if code in known))


def beside(made: Mapping[str, LetterType], rules: Service) -> list[Fault]:
    """What a type asks for and the service does not allow."""
    return [
        Fault(f"jenis/{kind.slug}.yaml", "syarat", f"it has more than {rules.files.most} papers", "",
              "Ask for fewer, or raise `lampiran: paling_banyak` of layanan.yaml.")
        for kind in made.values() if len(kind.requirements) > rules.files.most
    ]  # fmt: skip
