"""Master files and key files, as they are and as somebody hostile would write them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.backends.dns import reading
from infra.backends.dns.keyfile import read_key
from infra.backends.dns.reading import master_file
from infra.errors import KominfoError

HEAD = "$TTL 1h\n@ IN SOA ns1 hostmaster ( 1 3600 600\n  1209600 300 )\n"
SECRET = base64.b64encode(b"s" * 32).decode()


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "lama.zone"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_every_record_comes_with_its_line(tmp_path: Path) -> None:
    text = (
        f"{HEAD}@ NS ns1\n  NS ns2.example.\n; komentar \u00e9\nMail 5m A 192.0.2.1\n"
        'x TXT ( "satu"\n "dua" )\n$ORIGIN sub\na A 192.0.2.2\nluar.example. A 192.0.2.3'
    )
    file = written(tmp_path, text)
    told = [(one.name, one.type, one.ttl, one.values, one.place) for one in master_file(file, "kota.test")]
    assert told[1:] == [
        ("@", "NS", 3600, ("ns1.kota.test.", "ns2.example."), f"{file}:4"),
        ("mail", "A", 300, ("192.0.2.1",), f"{file}:7"),
        ("x", "TXT", 3600, ('"satu" "dua"',), f"{file}:9"),
        ("a.sub", "A", 3600, ("192.0.2.2",), f"{file}:11"),
        ("luar.example.", "A", 3600, ("192.0.2.3",), f"{file}:12"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("$INCLUDE /etc/passwd", r":4: \$INCLUDE is refused"),
        ("$include other", r":4: \$INCLUDE is refused"),
        (" $INCLUDE /etc/passwd", ":[45]: it is not a line"),
        ("$GENERATE 1-2000000000 a$ A 192.0.2.1", r":4: \$GENERATE is refused"),
        ("$UNICODE 2008", ":[45]: it is not a line"),
        ("a A 192.0.2.1\x00", r":4: it holds a control character \(U\+0000\)"),
        ("a TXT \x1b[2J", r":4: it holds a control character \(U\+001B\)"),
        ("a TXT \u0085x", r":4: it holds a control character \(U\+0085\)"),
        ("a A 192.0.2", ":[45]: it is not a line"),
        ("a WINS 1.2.3.4", ":[45]: it is not a line"),
        (f"{'a' * 64} A 192.0.2.1", ":[45]: it is not a line"),
        (f"{'a.' * 130} A 192.0.2.1", ":[45]: it is not a line"),
        ("a TXT ( tidak tertutup", ": it is not a line"),
        ('a TXT "tidak tertutup', ": it is not a line"),
        ("a CH A 192.0.2.1", ":[45]: it is not a line"),
    ],
)
def test_a_line_that_is_not_read_is_named_and_nothing_is_taken(line: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(KominfoError, match=fault) as refused:
        master_file(written(tmp_path, f"{HEAD}{line}\n"), "kota.test")
    assert str(refused.value).replace("\n", "").isprintable()


def test_a_file_that_is_no_text_too_large_or_absent_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KominfoError, match=r":2: it is not UTF-8(.|\n)*iconv"):
        master_file(written(tmp_path, b"; x\n; \xe9\n"), "kota.test")
    with pytest.raises(KominfoError, match="it cannot be read"):
        master_file(tmp_path / "absent", "kota.test")
    with pytest.raises(KominfoError, match="it cannot be read"):
        master_file(tmp_path, "kota.test")
    monkeypatch.setattr(reading, "LARGEST", 10)
    with pytest.raises(KominfoError, match="it is larger than"):
        master_file(written(tmp_path, HEAD), "kota.test")


def test_too_many_records_stop_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    text = HEAD + "".join(f"a{number} A 192.0.2.1\n" for number in range(9))
    with pytest.raises(KominfoError, match="more than 3 records"):
        master_file(written(tmp_path, text), "kota.test")


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    """Whatever stands there: it is read, or refused with words, and what is read is plain ASCII."""
    file = written(tmp_path_factory.getbasetemp(), HEAD.encode() + noise)
    try:
        found = master_file(file, "kota.test")
    except KominfoError:
        return
    for one in found:
        for text in (one.name, *one.values):
            assert text.isascii()
            assert text.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        f'key "pindah." {{\n\talgorithm hmac-sha256;\n\tsecret "{SECRET}";\n}};\n',
        f"key pindah {{ algorithm hmac-sha256; secret {SECRET}; }};".replace(SECRET, f'"{SECRET}"'),
        f"hmac-sha256:pindah:{SECRET}\n",
        f"# hmac-sha256:pindah:{SECRET}\nkey:\n- id: pindah\n",
    ],
    ids=["tsig-keygen", "one-line", "dig", "keymgr"],
)
def test_keys_are_read_as_their_tools_write_them(text: str, tmp_path: Path) -> None:
    key = read_key(written(tmp_path, text))
    assert (key.name, key.algorithm, key.secret) == ("pindah", "hmac-sha256", SECRET)


@pytest.mark.parametrize(
    "text", ["", "rahasia", f"hmac-sha3:pindah:{SECRET}", "hmac-sha256:pindah:bukan_base64", b"\x00\xff"]
)
def test_a_file_without_a_key_is_named_and_not_shown(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(KominfoError, match="there is no TSIG key in it") as refused:
        read_key(written(tmp_path, text))
    assert "rahasia" not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_key_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(KominfoError, match="it cannot be read"):
        read_key(tmp_path / "absent")
