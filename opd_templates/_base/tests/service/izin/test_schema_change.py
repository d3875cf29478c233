"""A changed schema that would leave data without a place is refused, with what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings

from opd.service import checking, current
from tests.service.support import ServiceCase


class SchemaChange(ServiceCase):
    def faults(self, change: Callable[[dict[str, Any]], None]) -> list[tuple[str, str]]:
        told = yaml.safe_load(Path(settings.OPD_SCHEMA).read_text())
        change(told["jenis"]["izin"])
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "skema.yaml"
            file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
            with override_settings(OPD_SCHEMA=file):
                return [
                    (fault.msg, fault.hint) for fault in checking.nothing_is_orphaned(databases=["default"])
                ]

    def setUp(self) -> None:
        self.hand_in()
        checking.remember()

    def test_the_same_schema_and_a_larger_one_are_fine(self) -> None:
        self.assertEqual(self.faults(lambda kind: None), [])
        self.assertEqual(
            self.faults(lambda kind: kind["isian"].update(baru={"label": "Baru", "tipe": "teks"})), []
        )
        self.assertEqual(self.faults(lambda kind: kind["isian"]["sisi"].update(label="Lain")), [])

    def test_a_field_that_is_gone(self) -> None:
        ((fault, hint),) = self.faults(lambda kind: kind["isian"].pop("sisi"))
        self.assertIn("`izin.isian.sisi` is gone, and 1 records have an answer to it", fault)
        self.assertIn("usang: true", hint)

    def test_a_retired_field_is_fine(self) -> None:
        self.assertEqual(self.faults(lambda kind: kind["isian"]["sisi"].update(usang=True)), [])

    def test_a_field_that_nobody_answered_may_go(self) -> None:
        self.assertEqual(
            self.faults(
                lambda kind: [
                    kind["isian"].pop("catatan_lapangan"),
                    kind["langkah"]["usulkan"].update(isi=[]),
                ]
            ),
            [],
        )

    def test_another_type(self) -> None:
        ((fault, _),) = self.faults(
            lambda kind: (
                kind["isian"]["luas"].update(tipe="teks")
                or [kind["isian"]["luas"].pop(key) for key in ("desimal", "satuan")]
            )
        )
        self.assertIn("`izin.isian.luas` was `angka` and would be `teks`", fault)

    def test_clear_text_where_sealed_text_is(self) -> None:
        ((fault, _),) = self.faults(lambda kind: kind["isian"]["surel"].pop("pribadi"))
        self.assertIn("1 answers are encrypted", fault)

    def test_sealed_text_where_clear_text_is(self) -> None:
        ((fault, _),) = self.faults(lambda kind: kind["isian"]["nib"].update(pribadi=True))
        self.assertIn("1 answers are kept in clear", fault)

    def test_a_state_that_is_gone(self) -> None:
        def change(kind: dict[str, Any]) -> None:
            kind["status"]["masuk"] = kind["status"].pop("diajukan")
            kind["awal"] = "masuk"
            for move in kind["langkah"].values():
                move["dari"] = ["masuk" if state == "diajukan" else state for state in move["dari"]]
                move["ke"] = "masuk" if move["ke"] == "diajukan" else move["ke"]

        ((fault, _),) = self.faults(change)
        self.assertIn("`izin.status.diajukan` is gone, and 1 records are in it", fault)

    def test_a_kind_that_is_gone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "skema.yaml"
            told = yaml.safe_load(Path(settings.OPD_SCHEMA).read_text())
            told["jenis"] = {"lain": told["jenis"]["izin"]}
            file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
            with override_settings(OPD_SCHEMA=file):
                (fault,) = checking.nothing_is_orphaned(databases=["default"])
        self.assertIn("the kind `izin` is gone, and 1 records", fault.msg)

    def test_migrate_refuses_before_it_does_anything(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "skema.yaml"
            told = yaml.safe_load(Path(settings.OPD_SCHEMA).read_text())
            told["jenis"]["izin"]["isian"].pop("sisi")
            file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
            with override_settings(OPD_SCHEMA=file), self.assertRaises(CommandError) as raised:
                call_command("migrate", verbosity=0)
        self.assertIn("`izin.isian.sisi` is gone", str(raised.exception))

    def test_a_schema_with_faults_stops_the_app_with_all_of_them(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "skema.yaml"
            file.write_text("versi: 2\nkode: X\nnama: Y\nperan: {}\nlain: 1\n")
            with override_settings(OPD_SCHEMA=file), self.assertRaises(ImproperlyConfigured) as raised:
                current.schema()
        text = str(raised.exception)
        for place in ("skema.yaml:1:8", "skema.yaml:5:1", "`jenis` is missing", "`pengurus` is missing"):
            self.assertIn(place, text)
