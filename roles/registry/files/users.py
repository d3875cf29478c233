"""Make an htpasswd file (bcrypt) hold exactly the users on stdin: users.py check|write FILE.

stdin: JSON [{"name": ..., "password": ...}]. Prints "changed" when the file differs (and, on write, was
replaced); passwords that still match keep their hash, so a second run changes nothing.
"""

import json
import os
import pwd
import re
import sys
from pathlib import Path

# Somebody may have written anything there; at what is too short bcrypt panics, which nothing catches.
HASH = re.compile(rb"\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}")


def entries(path):
    """Name -> hash, as the file has them."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split(":", 1) for line in lines if ":" in line)


def renewed(held, users):
    """The entries wanted: the held hash where the password matches it, a new one where not."""
    import bcrypt  # not there yet when a bare server is checked

    def matches(password, old):
        return HASH.fullmatch(old) and bcrypt.checkpw(password, old)

    wanted = {}
    for user in users:
        password = user["password"].encode()
        old = held.get(user["name"], "").encode()
        keep = matches(password, old)
        wanted[user["name"]] = (old if keep else bcrypt.hashpw(password, bcrypt.gensalt(10))).decode()
    return wanted


def replace(path, text):
    """Whole or not at all; readable by the registry, written by root."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(descriptor, "w") as file:
        os.fchown(descriptor, 0, pwd.getpwnam("docker-registry").pw_gid)
        os.fchmod(descriptor, 0o640)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    new.replace(path)


def main():
    """Compare, then replace if asked to."""
    mode, path = sys.argv[1], Path(sys.argv[2])
    users = json.load(sys.stdin)
    held = entries(path)
    try:
        wanted = renewed(held, users)
    except ImportError:
        if mode == "check":
            return "changed"
        raise
    if held == wanted:
        return "same"
    if mode == "write":
        replace(path, "".join(f"{name}:{digest}\n" for name, digest in wanted.items()))
    return "changed"


sys.stdout.write(f"{main()}\n")
