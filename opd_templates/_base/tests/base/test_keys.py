"""Keys are those of RFC 5869: what an older release sealed opens."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import SimpleTestCase

from opd import environment, keys


class Derived(SimpleTestCase):
    def test_they_are_what_the_library_derives(self) -> None:
        root = environment.secret(keys.FILE).encode()
        for purpose, length in (("private", 32), ("x", 1), ("x", 33), ("lain", 200)):
            other = HKDF(algorithm=SHA256(), length=length, salt=None, info=f"opd {purpose}".encode())
            self.assertEqual(keys.derived(purpose, length), other.derive(root), (purpose, length))

    def test_another_purpose_has_another_key(self) -> None:
        self.assertNotEqual(keys.derived("private"), keys.derived("blind"))
