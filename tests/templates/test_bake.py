"""Every way to use a template yields a valid city and a site that passes its own tests."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from infra.errors import KominfoError
from infra.home import CHECKOUT
from infra.model import load_city
from infra.providers.docker.image.context import DOCKERFILE, Context
from infra.scaffold import TEMPLATES, new
from infra.scaffold.answers import Example
from infra.scaffold.part import needs
from infra.scaffold.record import PRISTINE, RECORD, read_record
from tests.templates.sites import build, with_tools
from tests.templates.supported import SUPPORTED, leave

DEMO = sorted(found.parent for found in (CHECKOUT / "stacks" / "demo").glob("*/web/hugo.yaml"))
OWNED_BY_TEMPLATE = (
    "themes",
    "tests",
    "Dockerfile",
    ".dockerignore",
    ".gitignore",
    ".editorconfig",
    "pytest.ini",
)
FIRST_PARTY = 'lint.isort.known-first-party = ["opd"]'
Bake = Callable[[], Path]


def own_tests(source: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(argv, cwd=source, env=with_tools(), capture_output=True, text=True)


@pytest.fixture
def site(city: Path) -> Path:
    return new("website-static", "dlh", city).paths[1]


def test_every_template_is_supported() -> None:
    assert {template for template, _, _ in SUPPORTED} == set(TEMPLATES)


@pytest.mark.parametrize(("template", "opd", "answers"), SUPPORTED, ids=[row[1] for row in SUPPORTED])
def test_supported(city: Path, template: str, opd: str, answers: dict[str, str]) -> None:
    part, source = new(template, opd, city, answers, permission=leave(template)).paths
    site = load_city(city).opd(opd).sites[0]
    assert site.source == f"{opd}/web"
    assert bool(site.database) == bool(site.volume) == (template != "website-static")
    assert part.read_text().startswith(f"opd: {opd}\n")
    for file in (path for path in source.rglob("*") if path.is_file() and path.name != PRISTINE):
        text = file.read_text(encoding="utf-8")
        assert "cookiecutter" not in text, file
        if not {"themes", "templates"} & set(file.relative_to(source).parts):  # there `{{` is their own
            assert not re.search(r"\{\{|\{%|\{#", text), file
    if (source / "hugo.yaml").exists():
        outcome = own_tests(source)
        assert outcome.returncode == 0, outcome.stdout
        assert re.search(r"\d+ passed", outcome.stdout)


WAYS: list[tuple[str, dict[str, str]]] = [(template, {}) for template in TEMPLATES]
WAYS += [("service", {"schema": example}) for example in get_args(Example)]


@pytest.mark.parametrize(("template", "answers"), WAYS)
def test_what_a_template_gives_is_clean(city: Path, template: str, answers: dict[str, str]) -> None:
    """As with the platform's own files; but settings begin with `import *`, and answers make lines long."""
    given = {**answers, "label": "satu-lagi"}
    source = new(template, "dinsosp3a", city, answers, permission=leave(template)).paths[1]
    part, _ = new(template, "dinsosp3a", city, given, permission=leave(template)).paths
    rules = ["--select", "E,F,W,I,N,UP,B,C4,PIE,RET,SIM", "--ignore", "F403,F405,E501"]
    files = [str(part), *(str(path) for end in ("*.yaml", "*.yml") for path in source.rglob(end))]
    for argv in (
        ["ruff", "check", "--isolated", "--no-cache", "--config", FIRST_PARTY, *rules, "."],
        ["yamllint", "--strict", "-c", str(CHECKOUT / ".yamllint"), *files],
    ):
        done = subprocess.run(argv, cwd=source, env=with_tools(), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_kept_for_updates_is_no_part_of_the_image(city: Path, template: str) -> None:
    """Else a project that a newer template left as it was would be built anew, with a record in it."""
    source = new(template, "dlh", city, permission=leave(template)).paths[1]
    context = Context(source, source / DOCKERFILE)
    before = context.digest()
    with context.archive() as packed, tarfile.open(fileobj=packed) as tar:
        assert not [name for name in tar.getnames() if Path(name).name.startswith(".template")]
    for name in (RECORD, PRISTINE):
        assert (source / name).is_file()
        (source / name).write_bytes(b"another")
    assert context.digest() == before


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_city_without_a_server_for_databases_gets_what_needs_none(city: Path, template: str) -> None:
    file = city / "datacenter.yaml"
    file.write_text(file.read_text().replace(", database]", "]"))
    if "database" not in needs(TEMPLATES[template]):
        new(template, "dlh", city, permission=leave(template))
        return
    with pytest.raises(KominfoError, match="no server holds databases"):
        new(template, "dlh", city, permission=leave(template))
    assert {path.name for path in city.iterdir()} == {"datacenter.yaml"}


def test_plain_cookiecutter_works_too(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "cookiecutter", "--no-input", "-o", str(tmp_path)]
    argv.append(str(TEMPLATES["website-static"]))
    home = {**with_tools(), "HOME": str(tmp_path / "home")}
    (tmp_path / "home").mkdir()
    subprocess.run(argv, env=home, check=True)
    assert build(tmp_path / "dlh", tmp_path / "public").returncode == 0


@pytest.mark.parametrize("component", ["persyaratan", "prosedur", "waktu", "biaya", "produk", "pengaduan"])
def test_a_service_without_one_of_the_six_components_is_not_built(site: Path, component: str) -> None:
    page = site / "content" / "layanan" / "konsultasi.md"
    kept = re.sub(rf"^  {component}:.*\n(    - .*\n)*", "", page.read_text(), flags=re.M)
    page.write_text(kept)
    outcome = build(site, site.parent / "public")
    assert outcome.returncode != 0
    assert f'layanan/konsultasi.md: komponen standar pelayanan "{component}" belum diisi' in outcome.stderr


def test_an_unknown_icon_a_missing_document_and_a_picture_without_text_stop_the_build(site: Path) -> None:
    service = site / "content" / "layanan" / "konsultasi.md"
    service.write_text(service.read_text().replace("ikon: percakapan", "ikon: naga"))
    documents = site / "data" / "dokumen.yaml"
    documents.write_text(documents.read_text().replace("daftar-informasi-publik.csv", "hilang.pdf"))
    news = site / "content" / "berita" / "foto"
    news.mkdir()
    (news / "foto.png").write_bytes(PIXEL)
    (news / "index.md").write_text("---\ntitle: Foto\ndate: 2026-01-01\ngambar: {berkas: foto.png}\n---\n")
    outcome = build(site, site.parent / "public")
    assert outcome.returncode != 0
    for words in ('ikon tidak dikenal: "naga"', 'berkas "hilang.pdf" tidak ada', "belum punya `alt`"):
        assert words in outcome.stderr


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

# What breaks each of the baked project's own tests: (test, file, old, new).
BROKEN = [
    ("test_tautan_menuju_halaman_yang_ada", "content/ppid.md", "(/dokumen/)", "(/hilang/)"),
    ("test_warna_opd_cukup_gelap", "hugo.yaml", '"#1f6b4a"', '"#8fd3b0"'),
    ("test_judul_bertingkat", "content/privasi.md", "## Hak Anda", "#### Hak Anda"),
    ("test_tidak_ada_yang_mirip_nik", "content/kontak.md", "Datanglah", "9999990101900001 Datanglah"),
    ("test_tidak_memuat_apa_pun_dari_luar", "content/kontak.md", "Datanglah", "![x](https://example.org/x.png)"),
    ("test_gambar_punya_teks_pengganti", "content/kontak.md", "Datanglah", "![](/lambang.svg)"),
    ("test_halaman_ringan", "content/kontak.md", "Datanglah", "kata " * 20000),
    ("test_sp4n_lapor_dan_ppid_ditautkan_dari_setiap_halaman", "hugo.yaml", "https://www.lapor.go.id", "https://example.org"),
    ("test_halaman_wajib_ada", "content/aksesibilitas.md", "title:", "url: /lain/\ntitle:"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "file", "old", "changed"), BROKEN, ids=[row[0] for row in BROKEN])
def test_each_own_test_notices_its_fault(site: Path, test: str, file: str, old: str, changed: str) -> None:
    text = (site / file).read_text()
    assert old in text
    (site / file).write_text(text.replace(old, changed, 1))
    outcome = own_tests(site)
    assert outcome.returncode == 1
    assert f"FAILED tests/test_situs.py::{test}" in outcome.stdout


@pytest.mark.parametrize("source", DEMO, ids=lambda source: source.parent.name)
def test_the_demo_sites_pass_their_own_tests_and_are_of_the_present_template(source: Path) -> None:
    template = next(TEMPLATES["website-static"].glob("*cookiecutter*/"))
    for name in OWNED_BY_TEMPLATE:
        difference = subprocess.run(
            ["diff", "-r", "-x", "__pycache__", template / name, source / name],
            capture_output=True,
            text=True,
        )
        assert difference.stdout == "", name
    outcome = own_tests(source)
    assert outcome.returncode == 0, outcome.stdout


def test_the_demo_has_one_site_of_each_template() -> None:
    found = {source.parent.name: read_record(source) for source in CHECKOUT.glob("stacks/demo/*/web")}
    made = {opd: record.template if record else "none" for opd, record in found.items()}
    assert "none" not in made.values()
    assert sorted(made.values()) == sorted(TEMPLATES)
