"""Files of letter types and of the service's rules: every fault at once, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from opd.letters.rules import load, load_service
from opd.letters.rules.kinds import Table
from opd.letters.rules.person import PERSON
from opd.letters.rules.wording import filled
from opd.service.schema.faults import SchemaError

PROJECT = Path(__file__).parents[4] / "letters" / "{{cookiecutter.opd}}"
TYPE = """\
kode: S-1
nama: Surat Contoh
uraian: Untuk uji.
masa_berlaku: 6
satuan: bulan
mandiri: true
sla_menit: 15
kuota_harian: 30
rute: [rt, rw]
syarat:
  ktp: {label: KTP}
isian:
  keperluan: {label: Keperluan, pola: "[A-Za-z ]+", contoh: Melamar kerja}
isi:
  - "Untuk {keperluan} oleh {nama}."
  - tabel: [nama, nik, keperluan]
"""
SERVICE = (PROJECT / "layanan.yaml").read_text()


def faults(text: str) -> list[str]:
    with pytest.raises(SchemaError) as refused:
        load.types({"contoh": text.encode()})
    return [str(fault) for fault in refused.value.faults]


def service_faults(text: str) -> list[str]:
    with pytest.raises(SchemaError) as refused:
        load_service.service(text.encode())
    return [str(fault) for fault in refused.value.faults]


def test_the_projects_own_files_have_no_fault() -> None:
    files = {path.stem: path.read_bytes() for path in (PROJECT / "jenis").glob("*.yaml")}
    made = load.types(files)
    assert len(made) == 18
    assert load.beside(made, load_service.service(SERVICE.encode())) == []
    assert {kind.code for kind in made.values()} >= {"500", "S-41", "S-11", "S-07", "471.1", "SKBM"}


def test_what_a_type_holds_is_said_of_specific_ones_alone() -> None:
    specific = TYPE.replace("mandiri:", "sifat: spesifik\nmemuat: data anak\nmandiri:")
    assert load.types({"contoh": specific.encode()})["contoh"].holds == "data anak"
    assert "with `sifat: spesifik` alone" in faults(specific.replace("spesifik", "umum", 1))[0]


def test_seen_times_and_quotas_are_what_the_files_say() -> None:
    files = {path.stem: path.read_bytes() for path in (PROJECT / "jenis").glob("*.yaml")}
    made = load.types(files)
    told = {slug: (made[slug].minutes, made[slug].quota) for slug in ("domisili", "usaha", "tidak_mampu")}
    assert told == {"domisili": (15, 30), "usaha": (20, 20), "tidak_mampu": (20, 15)}
    assert made["tidak_mampu"].specific
    assert not made["domisili"].specific


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kode: S-1\n", "", "jenis/contoh.yaml:1:1: `kode` is missing"),
        ("kode: S-1", "kode: 500", "jenis/contoh.yaml:1:7: kode: 500 is not a text"),
        ("kode: S-1", 'kode: ""', "jenis/contoh.yaml:1:7: kode: '' is not a text"),
        ("mandiri: true", "mandiri: iya", "jenis/contoh.yaml:6:10: mandiri: 'iya' is neither true nor false"),
        (
            "sla_menit: 15",
            "sla_menit: 0",
            "jenis/contoh.yaml:7:12: sla_menit: 0 is not a whole number from 1",
        ),
        ("kuota_harian: 30", "kuota: 30", "jenis/contoh.yaml:8:1: kuota: unknown key 'kuota'"),
        ("satuan: bulan", "satuan: pekan", "jenis/contoh.yaml:5:9: satuan: 'pekan' is not known here"),
        (
            "satuan: bulan\n",
            "",
            "jenis/contoh.yaml:4:1: masa_berlaku: `masa_berlaku` and `satuan` go together",
        ),
        ("[rt, rw]", "[rt, lurah]", "jenis/contoh.yaml:9:12: rute[1]: 'lurah' is not known here"),
        ("[rt, rw]", "[rt, rt]", "jenis/contoh.yaml:9:12: rute[1]: 'rt' stands there twice"),
        (
            "ktp: {label: KTP}",
            "nama: {label: KTP}",
            "jenis/contoh.yaml:11:3: syarat.nama: `nama` is an answer's code",
        ),
        ("  keperluan: {label", "  nik: {label", "jenis/contoh.yaml:13:3: isian.nik: `nik` is asked for"),
        (
            "contoh: Melamar kerja",
            "contoh: '7'",
            "jenis/contoh.yaml:13:39: isian.keperluan.pola: `contoh` '7' does",
        ),
        (
            '"[A-Za-z ]+"',
            '"[A-Za-z"',
            "jenis/contoh.yaml:13:39: isian.keperluan.pola: it is no regular expression",
        ),
        ("{keperluan} oleh", "{tujuan} oleh", "jenis/contoh.yaml:15:5: isi[0]: {tujuan} stands for nothing"),
        (
            "{keperluan} oleh",
            "{Keperluan} oleh",
            "jenis/contoh.yaml:15:5: isi[0]: a brace stands for nothing",
        ),
        (
            "nik, keperluan]",
            "nik, umur]",
            "jenis/contoh.yaml:16:24: isi[1].tabel[2]: there is no answer 'umur'",
        ),
        ("  - tabel:", "  - table:", "jenis/contoh.yaml:16:5: isi[1]: it is neither a text nor a `tabel`"),
        ("label: Keperluan, pola", "tipe: pilihan, label: Keperluan, pola", "`pilihan` needs two choices"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, fault: str) -> None:
    assert old in TYPE
    told = faults(TYPE.replace(old, new))
    assert any(fault in one for one in told), told


def test_what_a_type_asks_of_the_person_is_a_field_of_it_like_others() -> None:
    text = TYPE.replace("isian:", "data_diri: {pekerjaan: boleh, lahir_tanggal: wajib}\nisian:")
    made = load.types({"contoh": text.replace("nik, keperluan]", "nik, lahir_tanggal]").encode()})["contoh"]
    assert list(made.fields) == ["lahir_tanggal", "pekerjaan", "keperluan"]
    assert (made.fields["lahir_tanggal"].required, made.fields["pekerjaan"].required) == (True, False)
    assert (made.fields["lahir_tanggal"].when, made.label("pekerjaan")) == ("lampau", "Pekerjaan")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("{golongan_darah: wajib}", "data_diri.golongan_darah: unknown key 'golongan_darah'"),
        ("{agama: perlu}", "data_diri.agama: 'perlu' is not known here"),
        ("[agama]", "data_diri: a list is not a mapping"),
        ("{agama: wajib}\nisian:\n  agama: {label: Agama}", "isian.agama: `agama` is asked for"),
    ],
)
def test_a_fault_of_what_is_asked_of_the_person_is_told(given: str, fault: str) -> None:
    old = TYPE[TYPE.index("isian:") : TYPE.index("isi:")]
    own = "" if "isian" in given else old
    told = faults(TYPE.replace(old, f"data_diri: {given}\n{own}").replace("{keperluan}", "{nama}"))
    assert any(fault in one for one in told), told


def test_letters_print_who_the_person_is_and_religion_where_the_letter_needs_it() -> None:
    made = load.types({path.stem: path.read_bytes() for path in (PROJECT / "jenis").glob("*.yaml")})
    printed = {
        slug: {code for part in kind.body if isinstance(part, Table) for code in part.codes} & set(PERSON)
        for slug, kind in made.items()
    }
    assert printed == {slug: set(kind.fields) & set(PERSON) for slug, kind in made.items()}
    born = {"lahir_di", "lahir_tanggal"}
    assert {slug for slug, codes in printed.items() if not codes >= born} == {"kelahiran", "kematian"}
    assert {slug for slug, codes in printed.items() if "agama" in codes} == {"penduduk", "pengantar_nikah"}


def test_each_type_has_an_example_of_a_purpose_of_its_own() -> None:
    made = load.types({path.stem: path.read_bytes() for path in (PROJECT / "jenis").glob("*.yaml")})
    examples = [kind.fields["keperluan"].example for kind in made.values() if "keperluan" in kind.fields]
    assert len(examples) > 5
    assert len(set(examples)) == len(examples)


def test_all_faults_of_all_files_come_at_once() -> None:
    with pytest.raises(SchemaError) as refused:
        load.types(
            {
                "satu": b"nama: [",
                "dua": TYPE.replace("sla_menit: 15", "sla_menit: x").encode(),
                "3x": TYPE.encode(),
            }
        )
    places = {fault.place.partition(":")[0] for fault in refused.value.faults}
    assert places == {"jenis/satu.yaml", "jenis/dua.yaml", "jenis/3x.yaml"}


def test_a_folder_without_types_is_a_fault() -> None:
    with pytest.raises(SchemaError, match="there is no letter type"):
        load.types({})


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("senin: 08.00-15.00", "senin: 8-15", "jam.senin: '8-15' is no span of time"),
        ("senin: 08.00-15.00", "senin: 15.00-08.00", "is no span of time"),
        ("senin: 08.00-15.00", "monday: 08.00-15.00", "jam.monday: unknown key 'monday'"),
        ("{kelurahan}/", "", "nomor: {kelurahan} is missing"),
        ("kertas: A4", "kertas: Folio", "kertas: 'Folio' is not known here"),
        ("draf_hari: 7", "draf_hari: 0", "batas.draf_hari: 0 is not a whole number from 1"),
        ("draf_hari: 7", "draft_hari: 7", "batas.draft_hari: unknown key 'draft_hari'"),
        ("jenis: [pdf, jpg]", "jenis: [pdf, exe]", "lampiran.jenis[1]: 'exe' is not known here"),
        ("jenis: [pdf, jpg]", "jenis: []", "lampiran: `jenis` names no kind of file"),
        ("biaya: Rp0 (tidak dipungut biaya)\n", "", "`biaya` is missing"),
    ],
)
def test_a_fault_of_the_rules_is_told(old: str, new: str, fault: str) -> None:
    assert old in SERVICE
    told = service_faults(SERVICE.replace(old, new))
    assert any(fault in one for one in told), told


def test_rules_of_before_there_was_a_time_for_the_camat_are_good_still() -> None:
    line = next(line for line in SERVICE.splitlines(keepends=True) if "camat_menit" in line)
    assert load_service.service(SERVICE.replace(line, "").encode()).limits.camat_minutes == 420
    hour = SERVICE.replace("camat_menit: 420", "camat_menit: 60")
    assert load_service.service(hour.encode()).limits.camat_minutes == 60
    none = SERVICE.replace("camat_menit: 420", "camat_menit: 0")
    assert "batas.camat_menit: 0 is not" in service_faults(none)[0]


def test_a_type_may_not_ask_for_more_papers_than_the_service_takes() -> None:
    made = load.types(
        {"contoh": TYPE.replace("  ktp: {label: KTP}", "  a: {label: A}\n  b: {label: B}").encode()}
    )
    rules = load_service.service(SERVICE.replace("paling_banyak: 6", "paling_banyak: 1").encode())
    (fault,) = load.beside(made, rules)
    assert "it has more than 1 papers" in str(fault)


def test_what_people_write_is_not_searched_for_places_and_stays_in_its_line() -> None:
    kind = load.types({"contoh": TYPE.encode()})["contoh"]
    parts = filled(kind, {"keperluan": "{nik}\n\n{nomor}", "nama": "Siti", "nik": "9999"})
    assert parts[0] == "Untuk {nik} {nomor} oleh Siti."
    assert parts[1] == [("Nama", "Siti"), ("NIK", "9999"), ("Keperluan", "{nik} {nomor}")]
    assert kind.body[1] == Table(("nama", "nik", "keperluan"))
