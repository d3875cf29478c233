"""The private folder of one run: in memory, readable by us alone, gone afterwards."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from infra.backends.ansible.call import RoleCall
from infra.backends.ssh import Connection, ssh_options

IN_MEMORY = (Path("/dev/shm"), Path("/run"))  # noqa: S108 - a folder with a random name and mode 0700 is made there
PREFIX = "kominfo-run-"
BEGIN_SECONDS = 60
KEPT = ("HOME", "LANG", "LOGNAME", "TZ", "USER")
"""What Ansible gets of our environment; above all not the passphrase of the state."""


@contextmanager
def run_folder(*calls: RoleCall) -> Iterator[Path]:
    """A folder that holds inventory, plays and variables (secrets too), removed whatever happens.

    All calls are of one connection; each is a play with variables of its own.
    """
    memory = next((place for place in IN_MEMORY if os.access(place, os.W_OK)), None)
    _sweep()
    with tempfile.TemporaryDirectory(
        prefix=f"{PREFIX}{os.getpid()}-", dir=memory, ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        (folder / "project").mkdir()
        (folder / "hosts.json").write_text(json.dumps(_inventory(calls[0].connection)))
        plays = []
        for number, call in enumerate(calls):
            variables = folder / f"variables-{number}.yml"
            variables.write_text(variables_text({**call.variables, **call.secrets}))
            plays.append(_play(call, variables))
        (folder / "project" / "play.yml").write_text(json.dumps(plays))
        try:
            yield folder
        finally:
            _sweep()


def remove_own() -> None:
    """Remove this process's folders; for a program that ends without ending its runs."""
    for folder in _folders():
        if _owner(folder) == os.getpid():
            shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what killed processes of ours left: secrets must not outlive their run."""
    for folder in _folders():
        if not Path(f"/proc/{_owner(folder)}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    return [folder for memory in IN_MEMORY for folder in memory.glob(f"{PREFIX}*-*") if _is_ours(folder)]


def _is_ours(folder: Path) -> bool:
    """Also where another process removes its own just now."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode)


def _owner(folder: Path) -> int:
    return int(folder.name.removeprefix(PREFIX).partition("-")[0])


def environment(call: RoleCall, folder: Path) -> dict[str, str]:
    """The whole environment of the run."""
    programs = Path(sys.executable).parent
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "LC_ALL": "C.UTF-8",
        "PATH": f"{programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "home" / "tmp"),
        "ANSIBLE_ROLES_PATH": str(call.roles),
        "ANSIBLE_SSH_ARGS": _ssh_arguments(call.connection),
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_PIPELINING": "True",
        # For sudo to begin, too: a busy server would count as one that is not there.
        "ANSIBLE_TIMEOUT": str(BEGIN_SECONDS),
        "ANSIBLE_FORCE_COLOR": "False",
        "ANSIBLE_NOCOLOR": "True",
        "ANSIBLE_DEPRECATION_WARNINGS": "False",
        "ANSIBLE_DEVEL_WARNING": "False",
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "False",
        "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "False",
        "ANSIBLE_VARS_ENABLED": "",
        "PYTHONUNBUFFERED": "1",
    }


def _ssh_arguments(conn: Connection) -> str:
    """Our options without the port: Ansible gives each host's own, also when a task is delegated."""
    options = ssh_options(conn)
    port = options.index("-p")
    return shlex.join(options[:port] + options[port + 2 :])


def _inventory(conn: Connection) -> dict[str, Any]:
    host = {
        "ansible_host": conn.address,
        "ansible_port": conn.port,
        "ansible_python_interpreter": "/usr/bin/python3",
    }
    return {"all": {"hosts": {conn.name or conn.address: host}}}


def _play(call: RoleCall, variables: Path) -> dict[str, Any]:
    """The play. Facts cost a third of a short run, so a role that needs some gathers them itself (setup)."""
    return {
        "name": call.role,
        "hosts": "all",
        "remote_user": call.connection.user,
        "become": call.connection.user != "root",
        "gather_facts": False,
        "vars_files": [str(variables)],
        "roles": [call.role],
    }


class _Unsafe(str):
    """Text that Ansible must never read as a template: it is data, whatever it holds."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    _Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style='"')
)


def variables_text(values: Mapping[str, Any]) -> str:
    """The values as a file of variables: data, whatever they hold."""
    return yaml.dump(_guarded(dict(values)), Dumper=_Dumper, allow_unicode=True)


def _guarded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _guarded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_guarded(item) for item in value]
    return _Unsafe(value) if isinstance(value, str) and "{" in value else value
