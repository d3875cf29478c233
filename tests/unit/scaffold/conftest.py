"""A city, and a small template in two versions."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infra import scaffold
from infra.model import load_city
from infra.scaffold import create, new, update
from infra.scaffold.update import Update, apply, plan_update

DATACENTER = """\
city: Contohkota
domain: contohkota.test
driver: lab
servers:
  satu: {address: 172.30.99.11, memory: 4G, roles: [manager, edge, dns-primary, registry, build]}
  dua: {address: 172.30.99.12, memory: 4G, roles: [worker]}
tls: {contact: infra@contohkota.test}
"""
FORMER = {
    "README.md": "# {{ cookiecutter.name }}\n\nsatu\ndua\ntiga\nempat\nlima\nenam\n",
    "settings.py": "NAME = '{{ cookiecutter.short_name }}'\n",
    "gone.txt": "akan hilang\n",
    "static/a.css": "body {}\n",
    "tests/run.sh": "#!/bin/sh\n",
    "logo.png": "\0PNG-1",
}
NEWER = {
    "README.md": "# {{ cookiecutter.name }}\n\nsatu\ndua\ntiga\nempat\nlima\nenam baru\n",
    "settings.py": "NAME = '{{ cookiecutter.short_name }}'\nBARU = True\n",
    "static/a.css": "body { margin: 0 }\n",
    "static/b.css": "p {}\n",
    "tests/run.sh": "#!/bin/sh\nexit 0\n",
    "logo.png": "\0PNG-2",
}
Publish = Callable[..., Path]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "stacks" / "kota"
    folder.mkdir(parents=True)
    (folder / "datacenter.yaml").write_text(DATACENTER)
    return folder


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """``publish(files, needs=…)``: the template `contoh` as it is from now on."""
    folder = tmp_path / "opd_templates" / "contoh"
    for module in (scaffold, create, update):
        monkeypatch.setattr(module, "TEMPLATES", {"contoh": folder})

    def write(files: Mapping[str, str], needs: str = "replicas: 1\nmemory: 64M\n") -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in files.items():
            file = folder / "{{cookiecutter.opd}}" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            file.chmod(0o755 if name.endswith(".sh") else 0o644)
        answers = {"opd": "dlh", "name": "Dinas", "short_name": "D"}
        settings = {**answers, "_copy_without_render": ["*.png"], "_given_once": ["contoh/*"]}
        (folder / "cookiecutter.json").write_text(json.dumps(settings))
        (folder / "part.yaml").write_text(needs)
        return folder

    write(FORMER)
    return write


@pytest.fixture
def commit(city: Path) -> Callable[[], None]:
    """Makes the city's folder a Git checkout, and commits all that is in it."""

    def git(*words: str) -> None:
        own = ("-c", "user.name=siti", "-c", "user.email=siti@contohkota.test", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *own, *words], cwd=city, check=True, capture_output=True)

    def make() -> None:
        if not (city / ".git").exists():
            git("init", "--quiet")
        git("add", "--all")
        git("commit", "--quiet", "--message", "semua")

    return make


@pytest.fixture
def site(city: Path, publish: Publish) -> Path:
    """A project of the former version."""
    return new("contoh", "dlh", city).paths[1]


def planned(site: Path, **given: str) -> Update:
    return plan_update(site, "dlh", load_city(site.parents[1]), given)


def updated(site: Path, **given: str) -> Update:
    done = planned(site, **given)
    apply(done)
    return done
