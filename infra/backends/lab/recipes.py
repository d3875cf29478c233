"""What the lab's two images are made of. Pure data: a recipe's hash names its image."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from infra.backends.lab.machine import File

MIRROR = "http://deb.debian.org/debian"
SUITE = "trixie"

# The namespace's cgroup mounts come read-only without --privileged; on cgroup v2 there is one, on v1 many.
# Docker lays its own hosts file over the server's at every start: what the roles wrote there would be gone.
_INIT = b"""#!/bin/sh
given=$(cat /etc/hosts)
umount /etc/hosts
[ -s /etc/hosts ] || echo "$given" >/etc/hosts
grep -o ' /sys/fs/cgroup[^ ]* ' /proc/self/mountinfo | while read -r folder; do
  mount -o remount,bind,rw "$folder"
done
exec /sbin/init
"""
# Debian makes host keys when the package is installed: every container of one image would share them.
_HOST_KEYS = b"""[Unit]
Description=SSH host keys of this very server
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key
Before=ssh.service

[Service]
Type=oneshot
ExecStart=/usr/bin/ssh-keygen -A

[Install]
WantedBy=ssh.service
"""
# Nonces are not rejected on purpose and validation does not sleep: those test other people's clients.
_PEBBLE = b"""[Unit]
Description=ACME authority of the lab
After=unbound.service
Wants=unbound.service

[Service]
Environment=PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0
ExecStart=/usr/bin/pebble -config /etc/pebble/lab.json -dnsserver 127.0.0.1:53
Restart=on-failure

[Install]
WantedBy=multi-user.target
"""
_INIT_FILE = File("usr/local/sbin/lab-init", _INIT, 0o755)


@dataclass(frozen=True, slots=True)
class Recipe:
    """``commands`` are argv lists run in the fresh system, after ``files`` were laid over it."""

    name: str
    mirror: str
    packages: tuple[str, ...]
    files: tuple[File, ...]
    commands: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with anything in the recipe."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]

    @property
    def tag(self) -> str:
        return f"kominfo/lab-{self.name}:{self.digest}"


def server_recipe(mirror: str = MIRROR) -> Recipe:
    """A bare Debian 13 server: ssh and python3, and what a minimal install from Debian's own disk has."""
    return Recipe(
        name="server",
        mirror=mirror,
        packages=(
            *("systemd", "systemd-sysv", "dbus", "openssh-server", "python3", "python3-apt"),
            *("ca-certificates", "iproute2", "iptables", "nftables", "sudo"),
        ),
        files=(_INIT_FILE, File("etc/systemd/system/lab-host-keys.service", _HOST_KEYS)),
        commands=(
            ("rm", "-f", *(f"/etc/ssh/ssh_host_{kind}_key{end}" for kind in _KEYS for end in ("", ".pub"))),
            ("systemctl", "enable", "ssh.service", "lab-host-keys.service"),
            *_COMMON,
        ),
    )


def world_recipe(mirror: str = MIRROR) -> Recipe:
    """What is outside a city: a recursor (unbound) and an ACME authority (pebble)."""
    return Recipe(
        name="world",
        mirror=mirror,
        packages=("systemd", "systemd-sysv", "dbus", "ca-certificates", "iproute2", "unbound", "pebble"),
        files=(_INIT_FILE, File("etc/systemd/system/pebble.service", _PEBBLE)),
        commands=(("systemctl", "enable", "unbound.service", "pebble.service"), *_COMMON),
    )


_KEYS = ("rsa", "ecdsa", "ed25519")
_COMMON = (
    # Loading kernel modules is the host's business; the unit would leave every boot "degraded".
    ("systemctl", "mask", "systemd-modules-load.service"),
    # Empty, not absent: each machine gets an identity of its own and no first-boot questions.
    ("truncate", "--size=0", "/etc/machine-id"),
)
