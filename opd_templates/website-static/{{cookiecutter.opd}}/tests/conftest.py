"""Membangun situs sekali ke folder sementara, dengan Hugo yang ada di PATH (atau di `HUGO`)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from halaman import Halaman

PROYEK = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def situs(tmp_path_factory):
    hugo = os.environ.get("HUGO") or shutil.which("hugo")
    assert hugo, "Hugo tidak ditemukan: pasang paket `hugo`"
    tujuan = tmp_path_factory.mktemp("situs") / "public"
    perintah = [hugo, "--noBuildLock", "--cacheDir", str(tujuan.parent / "cache"), "--destination", str(tujuan)]
    hasil = subprocess.run(perintah, cwd=PROYEK, capture_output=True, text=True)
    assert hasil.returncode == 0, hasil.stdout + hasil.stderr
    return tujuan


@pytest.fixture(scope="session")
def halaman(situs):
    """Semua halaman HTML: alamat -> Halaman."""
    return {
        "/" + str(berkas.relative_to(situs)).removesuffix("index.html"): Halaman(berkas)
        for berkas in sorted(situs.rglob("*.html"))
    }
