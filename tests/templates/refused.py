"""Answers that must be refused, with the start of what is said: (OPD, answers, path, fault)."""

from __future__ import annotations

CODE = "{{ cycler.__init__.__globals__.os.popen('touch HOSTILE').read() }}"
LONG = "a" * 101

REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("../dlh", {"name": "A"}, "opd", "'../dlh' is not an id"),
    ("..", {"name": "A"}, "opd", "'..' is not an id"),
    ("/etc", {"name": "A"}, "opd", "'/etc' is not an id"),
    ("dlh/web", {"name": "A"}, "opd", "'dlh/web' is not an id"),
    ("", {"name": "A"}, "opd", "'' is not an id"),
    ("dlh\n", {"name": "A"}, "opd", "'dlh\\n' is not an id"),
    ("-dlh", {"name": "A"}, "opd", "'-dlh' is not an id"),
    ("{{7*7}}", {"name": "A"}, "opd", "'{{7*7}}' is not an id"),
    ("dlh", {"opd": "lain"}, "opd", "'opd' is not an answer"),
    ("datacenter", {"name": "A"}, "opd", "'datacenter' is no OPD"),
    ("baru", {}, "name", "`name` is missing"),
    ("dlh", {"name": CODE}, "name", '"{{ cycler'),
    ("dlh", {"name": "{% import os %}"}, "name", "'{% import os %}' is not a name for people"),
    ("dlh", {"name": 'a" b'}, "name", "'a\" b' is not a name for people"),
    ("dlh", {"name": "a\nb: c"}, "name", "'a\\nb: c' is not a name for people"),
    ("dlh", {"name": "<script>"}, "name", "'<script>' is not a name for people"),
    ("dlh", {"name": "Dinas \u202egnakit"}, "name", "'Dinas \\u202egnakit' is not a name for people"),
    ("dlh", {"name": LONG}, "name", "'aaaaaaaa"),
    ("dlh", {"short_name": "{#x#}"}, "short_name", "'{#x#}' is not a name for people"),
    ("dlh", {"head": "a: b"}, "head", "'a: b' is not a name for people"),
    ("dlh", {"city": "../x"}, "city", "'../x' is not a name for people"),
    ("dlh", {"address": "a {{b}}"}, "address", "'a {{b}}' is not a name for people"),
    ("dlh", {"kind": "perusahaan"}, "kind", "'perusahaan' is not known here"),
    ("dlh", {"label": "../dlh"}, "label", "'../dlh' is not a host label"),
    ("dlh", {"label": "a_b"}, "label", "'a_b' is not a host label"),
    ("dlh", {"label": "ns1"}, "sites[0].label", "'ns1' is reserved"),
    ("dlh", {"label": "a.dlh"}, "sites[0].label", "'a.dlh' is not in the certificate"),
    ("dlh", {"domain": "contoh test"}, "domain", "'contoh test' is not a domain name"),
    ("dlh", {"phone": "0622; rm -rf"}, "phone", "'0622; rm -rf' is not a telephone number"),
    ("dlh", {"email": "a@b"}, "email", "'a@b' is not an e-mail address"),
    ("dlh", {"timezone": "Asia/../UTC"}, "timezone", "'Asia/../UTC' is not a time zone"),
    ("dlh", {"color": "green"}, "color", "'green' is not a colour"),
    ("dlh", {"color": "#ffcc00"}, "color", "#ffcc00 is too light"),
    ("dlh", {"color": "#000;}body{"}, "color", "'#000;}body{' is not a colour"),
    ("dlh", {"date": "2026-02-30"}, "date", "'2026-02-30' is not a date"),
    ("dlh", {"example": "izin"}, "example", "unknown key 'example'"),
    ("dlh", {"warna": "#000000"}, "warna", "unknown key 'warna'"),
    ("dlh", {"_copy_without_render": "x"}, "_copy_without_render", "unknown key '_copy_without_render'"),
]
