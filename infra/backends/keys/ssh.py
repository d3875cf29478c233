"""The city's SSH key: made at first use, never replaced."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.files import locked, write_whole
from infra.home import CityHome


def ensure_ssh_key(home: CityHome) -> str:
    """The public key of the city's SSH key, as one ``authorized_keys`` line without its newline."""
    with locked(home.ssh_key.parent / ".lock"):
        if not home.ssh_key.exists():
            key = Ed25519PrivateKey.generate()
            write_whole(
                home.ssh_key,
                key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption()),
            )
        private = form.load_ssh_private_key(home.ssh_key.read_bytes(), password=None)
    public = private.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    return f"{public.decode()} kominfo-{home.name}"
