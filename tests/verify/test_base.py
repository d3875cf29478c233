"""Every server: its name, its time, its units, and updates that leave Docker alone."""

from __future__ import annotations

from typing import Any

UNITS = {
    None: ("ssh.service", "chrony.service", "docker.service", "kominfo-firewall.service",
           "kominfo-egress.service", "apt-daily.timer", "apt-daily-upgrade.timer"),
    "dns-primary": ("knot.service",),
    "dns-secondary": ("knot.service",),
    "registry": ("docker-registry.service",),
    "edge": ("certbot.timer", "kominfo-visits.socket"),
}  # fmt: skip
HELD = {"docker.io", "docker-cli", "containerd", "runc"}


def _units(server: Any) -> list[str]:
    return [unit for role, units in UNITS.items() if role is None or role in server.roles for unit in units]


def test_units_run(server: Any, host: Any) -> None:
    """Every unit the server's roles need is active, starts at boot, and is not masked."""
    units = _units(server)
    words = " ".join(["%s"] * len(units))
    states = host.run(f"systemctl show --property=Id,ActiveState,UnitFileState {words}", *units)
    shown = [
        dict(line.split("=", 1) for line in block.splitlines())
        for block in states.stdout.strip().split("\n\n")
    ]
    wrong = {
        unit["Id"]: (unit["ActiveState"], unit["UnitFileState"])
        for unit in shown
        if unit["ActiveState"] != "active" or unit["UnitFileState"] != "enabled"
    }
    assert len(shown) == len(units)
    assert not wrong, f"units that are not active and enabled: {wrong}"


def test_name_and_time_zone(server: Any, host: Any, city: Any) -> None:
    """The server bears its declared name and the city's time zone."""
    assert host.check_output("hostname") == server.name
    assert host.check_output("readlink -f /etc/localtime").endswith(city.datacenter.timezone)


def test_docker_is_held(host: Any) -> None:
    """Unattended upgrades run, and leave Docker alone."""
    held = set(host.check_output("apt-mark showhold").split())
    assert held >= {"docker.io", "docker-cli"}, f"held: {sorted(held & HELD)}"
    assert 'Unattended-Upgrade "1"' in host.check_output("apt-config dump APT::Periodic::Unattended-Upgrade")


def test_kernel_has_room(host: Any) -> None:
    """The kernel has room for many containers."""
    assert int(host.check_output("sysctl -n fs.inotify.max_user_instances")) >= 1024
