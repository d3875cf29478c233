"""Keys and certificates that the platform makes for itself."""

from infra.backends.keys.authority import Authority, Issued, ensure_authority
from infra.backends.keys.random import KINDS, generate
from infra.backends.keys.ssh import ensure_ssh_key

__all__ = ["KINDS", "Authority", "Issued", "ensure_authority", "ensure_ssh_key", "generate"]
