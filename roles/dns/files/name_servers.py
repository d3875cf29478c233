#!/usr/bin/python3
"""Make the zone name exactly the declared name servers, in one transaction; other records are not touched.

    name_servers.py DOMAIN JSON [--check]     JSON: [{"name": "ns1", "addresses": ["192.0.2.1", …]}, …]

Prints each difference. Ends with 0 when there was none, 2 when there was one (undone; with --check, told).
"""

import json
import subprocess
import sys

TTL = "3600"
CHANGED = 2


def knotc(*words):
    done = subprocess.run(["knotc", *words], capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(f"knotc {' '.join(words)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def records(domain, owner, kind):
    """The values of a record set, as the zone holds them; none where there is none."""
    done = subprocess.run(
        ["knotc", "zone-read", domain, owner, kind], capture_output=True, check=False, text=True
    )
    return {line.split(f" {kind} ", 1)[1].strip() for line in done.stdout.splitlines() if f" {kind} " in line}


def kind_of(address):
    return "AAAA" if ":" in address else "A"


def steps(domain, wanted):
    """knotc's words for each difference: the action, owner, and what follows."""
    apex = f"{domain}."
    names = {f"{one['name']}.{apex}": one["addresses"] for one in wanted}
    present = records(domain, "@", "NS")
    for name in sorted(present - names.keys()):
        yield "zone-unset", apex, ("NS", name)
        if name.endswith(f".{apex}"):
            for kind in ("A", "AAAA"):
                for address in sorted(records(domain, name, kind)):
                    yield "zone-unset", name, (kind, address)
    for name, addresses in names.items():
        if name not in present:
            yield "zone-set", apex, (TTL, "NS", name)
        for kind in ("A", "AAAA"):
            there = records(domain, name, kind)
            declared = {address for address in addresses if kind_of(address) == kind}
            for address in sorted(there - declared):
                yield "zone-unset", name, (kind, address)
            for address in sorted(declared - there):
                yield "zone-set", name, (TTL, kind, address)


def main():
    domain, wanted = sys.argv[1], json.loads(sys.argv[2])
    found = list(steps(domain, wanted))
    for action, owner, words in found:
        sys.stdout.write(f"{' '.join((action.removeprefix('zone-'), owner, *words))}\n")
    if found and "--check" not in sys.argv[3:]:
        knotc("zone-begin", domain)
        try:
            for action, owner, words in found:
                knotc(action, domain, owner, *words)
            knotc("zone-commit", domain)
        except SystemExit:
            subprocess.run(["knotc", "zone-abort", domain], capture_output=True, check=False)
            raise
    return CHANGED if found else 0


if __name__ == "__main__":
    sys.exit(main())
