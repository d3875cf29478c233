"""The passphrase that encrypts secrets in the state: read once, checked before anything runs.

Pulumi given a wrong one answers with empty stack outputs *and success*, so the check cannot be left to it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from infra.engine.sealing import unlocks
from infra.errors import KominfoError, Problem
from infra.files import write_whole
from infra.home import Home

Prompt = Callable[[str], str]
SCRYPT = {"n": 2**15, "r": 8, "p": 1}
SCRYPT_MEMORY = 64 * 2**20


def passphrase_file(home: Home) -> Path:
    """``$KOMINFO_PASSPHRASE_FILE``, else the home's own."""
    named = os.environ.get("KOMINFO_PASSPHRASE_FILE")
    return Path(named).expanduser().absolute() if named else home.passphrase


def unlock(home: Home, prompt: Prompt | None = None) -> str:
    """Return the passphrase, known to be the right one; ``KominfoError`` when it is missing, open or wrong.

    At the very first use there is nothing to check against: it is remembered (as an scrypt verifier).
    """
    passphrase = read(home, prompt)
    _check(home, passphrase_file(home), passphrase)
    return passphrase


def read(home: Home, prompt: Prompt | None = None) -> str:
    """The passphrase as it is given, not compared with anything: for a home that holds nothing yet."""
    file = passphrase_file(home)
    if file.exists():
        passphrase = _read(file)
    elif prompt is not None:
        passphrase = prompt("Passphrase of the state").strip()
    else:
        raise _problem(
            file, "there is no passphrase", "", "run in a terminal, or put it in this file (mode 600)"
        )
    if not passphrase:
        raise _problem(file, "the passphrase is empty", "", "write it on the first line of this file")
    return passphrase


def create(home: Home) -> str:
    """Make a strong passphrase, keep it in the home (0600) and return it; refuses where one is in use."""
    if home.passphrase.exists() or home.verifier.exists():
        raise _problem(home.passphrase, "a passphrase is in use already", "", "keep using it")
    words = secrets.token_hex(20)  # 160 bits, in groups a person can copy from paper
    passphrase = "-".join(words[at : at + 5] for at in range(0, len(words), 5))
    write_whole(home.passphrase, (passphrase + "\n").encode())
    _remember(home, passphrase)
    return passphrase


def escrow_text(home: Home, passphrase: str) -> str:
    """The sheet to keep away from this machine."""
    return (
        "Kominfo: passphrase of the state\n"
        f"kept for: {home.root}\n\n"
        f"    {passphrase}\n\n"
        "Without it no secret in the state or in its backups can be read again.\n"
        "Keep this sheet in a safe, not on the control host.\n"
    )


def write_escrow(home: Home, passphrase: str, target: Path) -> None:
    """Write the escrow sheet to a new file ``target`` (0600); never over another file."""
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise _problem(target, "the escrow copy was not written", str(fault), "name a new file") from fault
    with os.fdopen(descriptor, "w") as stream:
        stream.write(escrow_text(home, passphrase))


def _read(file: Path) -> str:
    status = file.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
        raise _problem(
            file, "others can read the passphrase", f"mode {status.st_mode & 0o777:o}", f"chmod 600 {file}"
        )
    return file.read_text().strip()


def _check(home: Home, file: Path, passphrase: str) -> None:
    if home.verifier.exists():
        right = _verifies(json.loads(home.verifier.read_text()), passphrase)
    else:
        right = unlocks(home, passphrase)  # the verifier may have been lost; a state cannot be fooled
    if not right:
        raise _problem(
            file,
            "this is not the passphrase of this state",
            f"it does not match what {home.root} was encrypted with; nothing was run",
            "use the right one: see the escrow copy",
        )
    if not home.verifier.exists():
        _remember(home, passphrase)


def _remember(home: Home, passphrase: str) -> None:
    salt = secrets.token_bytes(16)
    record = {
        "salt": base64.b64encode(salt).decode(),
        "scrypt": SCRYPT,
        "hash": _digest(passphrase, salt, SCRYPT),
    }
    write_whole(home.verifier, json.dumps(record).encode())


def _verifies(record: dict[str, object], passphrase: str) -> bool:
    salt = base64.b64decode(str(record["salt"]))
    costs = record["scrypt"]
    return isinstance(costs, dict) and hmac.compare_digest(
        str(record["hash"]), _digest(passphrase, salt, costs)
    )


def _digest(passphrase: str, salt: bytes, costs: dict[str, int]) -> str:
    return hashlib.scrypt(passphrase.encode(), salt=salt, maxmem=SCRYPT_MEMORY, dklen=32, **costs).hex()


def _problem(file: Path, fault: str, reason: str, remedy: str) -> KominfoError:
    return KominfoError(Problem(str(file), "", fault, reason, remedy))
