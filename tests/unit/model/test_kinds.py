"""Small types: what they accept. What they refuse is in the broken cities."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from infra.model import kinds, refusal

DIGEST = "sha256:" + "0a" * 32
ACCEPTED: list[tuple[Any, object, object]] = [
    (kinds.SiteMemory, "64M", 64 * 2**20),
    (kinds.SiteMemory, "512MiB", 512 * 2**20),
    (kinds.SiteMemory, "8192K", 8 * 2**20),
    (kinds.SiteMemory, 64 * 2**20, 64 * 2**20),
    (kinds.ServerMemory, "4G", 4 * 2**30),
    (kinds.ServerMemory, "1TiB", 2**40),
    (kinds.Label, "kec-siantar-utara", "kec-siantar-utara"),
    (kinds.Label, "ppid.dinkes", "ppid.dinkes"),
    (kinds.Label, "@", "@"),
    (kinds.Label, "a" * 63, "a" * 63),
    (kinds.ExtraName, "*.dinkes", "*.dinkes"),
    (kinds.RecordName, "_sip._tcp", "_sip._tcp"),
    (kinds.Title, "Dinas Penanaman Modal dan PTSP", "Dinas Penanaman Modal dan PTSP"),
    (kinds.Title, "RSUD dr. Djasamen Saragih", "RSUD dr. Djasamen Saragih"),
    (kinds.Ip, "2001:db8::11", IPv6Address("2001:db8::11")),
    (kinds.Ip4, IPv4Address("203.0.113.11"), IPv4Address("203.0.113.11")),
    (kinds.GitUrl, "https://git.example.go.id/putr/web.git", "https://git.example.go.id/putr/web.git"),
    (kinds.GitUrl, "git@git.example.go.id:putr/web.git", "git@git.example.go.id:putr/web.git"),
    (kinds.GitUrl, "ssh://git@git.example.go.id:2222/putr/web", "ssh://git@git.example.go.id:2222/putr/web"),
    (
        kinds.Image,
        f"registry.example.go.id:5000/sites/web@{DIGEST}",
        f"registry.example.go.id:5000/sites/web@{DIGEST}",
    ),
    (kinds.Image, f"nginx@{DIGEST}", f"nginx@{DIGEST}"),
    (kinds.HttpUrl, "https://acme.example:14000/dir", "https://acme.example:14000/dir"),
    (kinds.Timezone, "Asia/Jayapura", "Asia/Jayapura"),
]
REFUSED: list[tuple[Any, object]] = [
    (kinds.SiteMemory, "64MB"),
    (kinds.SiteMemory, "64m"),
    (kinds.SiteMemory, "٦٤M"),  # digits of another script, on purpose
    (kinds.SiteMemory, True),
    (kinds.Label, "dinkes\n"),
    (kinds.Label, "_dmarc"),
    (kinds.Label, "a" * 64),
    (kinds.ExtraName, "*"),
    (kinds.Title, "Dinas ../../etc"),
    (kinds.Title, ""),
    (kinds.GitUrl, "file:///etc"),
    (kinds.GitUrl, "https://-oProxyCommand/x"),
    (kinds.GitUrl, "git@host/../x"),
    (kinds.GitUrl, "https://host/../x"),
    (kinds.Image, f"registry:5000/a:1@{DIGEST}"),
    (kinds.Image, f"../a@{DIGEST}"),
    (kinds.Timezone, "../../etc/passwd"),
    (kinds.Timezone, "Asia"),
    (kinds.HttpUrl, "https://user@host/"),
    (kinds.Ip4, 2886618379),
]


@pytest.mark.parametrize(("kind", "written", "meant"), ACCEPTED)
def test_accepted(kind: Any, written: object, meant: object) -> None:
    assert TypeAdapter(kind).validate_python(written, strict=True) == meant


@pytest.mark.parametrize(("kind", "written"), REFUSED)
def test_refused(kind: Any, written: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(written, strict=True)


@given(st.text(max_size=80))
def test_a_label_is_lower_case_ascii_or_refused(text: str) -> None:
    try:
        label = TypeAdapter(kinds.Label).validate_python(text)
    except ValidationError:
        return
    assert label == text
    assert label == "@" or all(
        part.strip("-") and part.isascii() and part == part.lower() for part in label.split(".")
    )


@given(st.text() | st.integers() | st.lists(st.text()) | st.none() | st.booleans())
def test_what_is_shown_is_one_short_printable_line(value: object) -> None:
    shown = refusal.shown(value)
    assert shown.isprintable()
    assert len(shown) <= 100


def test_an_odd_character_is_named() -> None:
    assert "CYRILLIC SMALL LETTER A" in refusal.odd_character("din\u0430s", "[a-z]")
    assert refusal.odd_character("dinas", "[a-z]") == ""
