"""What hands do to a running city, and how `verify` and `drift` must name it."""

from __future__ import annotations

from dataclasses import dataclass

SWAP = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 400 -subj /CN=palsu"
    " -addext subjectAltName=DNS:*.pematangsiantar.test,DNS:pematangsiantar.test"
    " -keyout /tmp/k.pem -out /tmp/c.pem"
    " && cat /tmp/k.pem /tmp/c.pem > /etc/kominfo/edge/certs/city.pem && kominfo-edge activate"
)
ZONE = "pematangsiantar.test"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something done by hand: what must be named by ``verify`` and by ``drift``, before and after."""

    what: str
    server: str
    commands: tuple[tuple[str, ...], ...]
    verified: str
    drifted: str
    told: tuple[str, ...]


DAMAGES = (
    Damage(
        "a service removed",
        "siantar-1",
        (("docker", "service", "rm", "web-diskominfo"),),
        "there is no service web-diskominfo",
        "Service web-diskominfo",
        ("it: was there → is gone",),
    ),
    Damage(
        "a service scaled to 0",
        "siantar-1",
        (("docker", "service", "scale", "--detach", "web-dpmptsp=0"),),
        "dpmptsp.pematangsiantar.test: The site's service exists with its declared replicas",
        "Service web-dpmptsp",
        ("replicas: 1 → 0",),
    ),
    Damage(
        "an edge's configuration edited in place",
        "siantar-2",
        (("sed", "-i", "$a # by hand", "/etc/kominfo/edge/haproxy.cfg"),),
        "siantar-2: The edge's configuration is as the platform wrote it",
        "RoleRun siantar-2-edge",
        ("Write the base configuration", "-# by hand"),
    ),
    Damage(
        "a DNS record deleted, and one added",
        "siantar-1",
        (
            ("knotc", "zone-begin", ZONE),
            ("knotc", "zone-unset", ZONE, "diskominfo", "CNAME"),
            ("knotc", "zone-set", ZONE, "nyasar", "300", "A", "192.0.2.1"),
            ("knotc", "zone-commit", ZONE),
        ),
        "diskominfo CNAME: Every name server answers the declared record",
        "RecordSet diskominfo-records",
        ("diskominfo/CNAME: missing, should be", "nyasar/A"),
    ),
    Damage(
        "sshd_config changed",
        "siantar-3",
        (("sed", "-i", "s/^X11Forwarding no/X11Forwarding yes/", "/etc/ssh/sshd_config"),),
        "siantar-3: sshd admits listed users by key alone",
        "RoleRun siantar-3-ssh",
        ("/etc/ssh/sshd_config", "-X11Forwarding yes", "+X11Forwarding no"),
    ),
    Damage(
        "Docker's settings edited",
        "siantar-3",
        (("sed", "-i", 's/"max-size"/"max-length"/', "/etc/docker/daemon.json"),),
        "siantar-3: Docker runs with bounded logs",
        "RoleRun siantar-3-docker",
        ("/etc/docker/daemon.json", "max-length"),
    ),
    Damage(
        "a unit masked",
        "siantar-3",
        (("systemctl", "mask", "--now", "chrony.service"),),
        "chrony.service",
        "RoleRun siantar-3-base",
        ("- chrony.service: masked, inactive, masked", "+ chrony.service: started, enabled"),
    ),
    Damage(
        "a certificate swapped",
        "siantar-1",
        (("sh", "-c", SWAP),),
        "siantar-1: The edge presents a trusted certificate",
        "EdgeCertificate siantar-1-certificate",
        ("presents CN=palsu for *.pematangsiantar.test", "+ one trusted (self-signed certificate)"),
    ),
    Damage(
        "a firewall rule flushed",
        "siantar-2",
        (("nft", "flush", "table", "inet", "kominfo"),),
        "siantar-2: The kernel holds exactly the declared rules",
        "RoleRun siantar-2-firewall",
        ("Compare the rules in the kernel with the file", '+\t\tiifname "lo" accept'),
    ),
    Damage(
        "both replicas moved to one server",
        "siantar-1",
        (
            ("docker", "node", "update", "--availability", "pause", "siantar-2"),
            ("docker", "node", "update", "--availability", "pause", "siantar-3"),
            ("docker", "service", "update", "--force", "--quiet", "web-dinkes"),
            ("docker", "node", "update", "--availability", "active", "siantar-2"),
            ("docker", "node", "update", "--availability", "active", "siantar-3"),
        ),
        "dinkes.pematangsiantar.test: As many tasks run as replicas are declared",
        "Spread dinkes-spread",
        ("all replicas of web-dinkes are on siantar-1",),
    ),
)
