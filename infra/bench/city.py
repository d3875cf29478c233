"""A city of any size, as files: three servers and so many OPDs, each with a site of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from infra.home import CHECKOUT

SITE = CHECKOUT / "stacks" / "demo" / "dinkes" / "web"
FINGERPRINT = "SHA256:Ht7R+c+90GpUGcsFuX2XRy7ghMjdbAMhaUCEstO+xN8"
DOMAIN = "kota.test"
# Servers of the documentation's range (RFC 5737): nothing here may reach a real machine.
DATACENTER = """\
city: Kota
domain: {domain}
driver: ssh
servers:
  s1:
    {{address: 203.0.113.11, memory: 64G, host_key: "{key}",
     roles: [manager, {edges[0]}dns-primary, registry, build]}}
  s2: {{address: 203.0.113.12, memory: 64G, roles: [manager, {edges[1]}dns-secondary], host_key: "{key}"}}
  s3: {{address: 203.0.113.13, memory: 64G, roles: [manager{edges[2]}], host_key: "{key}"}}
tls: {{contact: infra@{domain}, acme: "https://203.0.113.14/directory"}}
"""
OPD = """\
opd: {opd}
name: Dinas {number}
sites:
  - label: {opd}
    source: {opd}/web
    replicas: 2
    memory: 64M
    aliases: [lama-{opd}]
"""


def name_of(number: int) -> str:
    """The id of the OPD of that number, from 0."""
    return f"opd-{number:03}"


def write_city(folder: Path, opds: int) -> None:
    """Declare a city of ``opds`` OPDs in ``folder``; their sites are links to one copy of the demo's."""
    folder.mkdir(parents=True)
    write_datacenter(folder, moved=False)
    shared = folder.parent.with_name("site")
    shutil.copytree(SITE, shared, dirs_exist_ok=True)
    for number in range(opds):
        opd = name_of(number)
        (folder / f"{opd}.yaml").write_text(OPD.format(opd=opd, number=number))
        shutil.copytree(shared, folder / opd / "web", copy_function=os.link)


def write_datacenter(folder: Path, *, moved: bool) -> None:
    """The data center; ``moved``: another server than before is the second edge."""
    edges = ("edge, ", "", ", edge") if moved else ("edge, ", "edge, ", "")
    text = DATACENTER.format(domain=DOMAIN, edges=edges, key=FINGERPRINT)
    (folder / "datacenter.yaml").write_text(text)


def write_page(folder: Path, number: int, text: str) -> None:
    """A new version of one OPD's site; the others, which share its files, keep theirs."""
    page = folder / name_of(number) / "web" / "content" / "bench.md"
    page.unlink(missing_ok=True)
    page.write_text(f"---\ntitle: Bench\n---\n{text}\n")
