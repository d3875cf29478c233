"""What is kept of a template's files: the same bytes each time, and nothing that could write elsewhere."""

from __future__ import annotations

import io
import lzma
import tarfile

import pytest

from infra.errors import KominfoError
from infra.scaffold import trees
from infra.scaffold.trees import File, packed, unpacked

TREE = {"a/b.sh": File(b"#!/bin/sh\n", True), "kosong": File(b""), "gambar": File(b"\0\1")}


def test_what_is_packed_comes_back_and_is_always_the_same() -> None:
    assert unpacked(packed(TREE), "x") == TREE
    assert packed(TREE) == packed(dict(reversed(TREE.items())))


def archive(entry: tarfile.TarInfo) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as opened:
        opened.addfile(entry, io.BytesIO(b"x" * entry.size))
    return lzma.compress(plain.getvalue())


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "./x", "a//x"])
def test_a_path_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(KominfoError, match="is no plain file of a folder"):
        unpacked(archive(tarfile.TarInfo(name)), "x")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_anything_but_plain_files_is_refused(kind: bytes) -> None:
    entry = tarfile.TarInfo("x")
    entry.type, entry.linkname = kind, "y"
    with pytest.raises(KominfoError, match="is no plain file of a folder"):
        unpacked(archive(entry), "x")


@pytest.mark.parametrize(
    "content", [b"", b"bukan arsip", lzma.compress(b"bukan tar" * 100), packed(TREE)[:-9]]
)
def test_anything_else_is_said_with_its_place(content: bytes) -> None:
    with pytest.raises(KominfoError, match=r"web/\.template\.tar\.xz: it cannot be read"):
        unpacked(content, "web/.template.tar.xz")


def test_what_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "LARGEST", 2**20)
    with pytest.raises(KominfoError, match="it holds more than 1 MiB"):
        unpacked(lzma.compress(bytes(2**21)), "x")
