"""``python -m infra.bench.raw CITY``: what the city's roles cost in one `ansible-playbook` of everyday use.

All servers and layers in one playbook, a play a layer, with the variables of our own runs: pipelining, shared
connections, all servers side by side. Prints the seconds that it took.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.backends.ansible.call import RoleCall
from infra.backends.ansible.folder import IN_MEMORY, environment, variables_text
from infra.backends.ssh import connection_for
from infra.engine.engine import ask
from infra.engine.run import open_engine
from infra.engine.stack import Stack
from infra.errors import KominfoError, Problem
from infra.home import Home
from infra.model import DATACENTER

ROLE_RUN = "kominfo:index:RoleRun"
Runs = Sequence[Mapping[str, Any]]


def role_runs(state: Mapping[str, Any]) -> Runs:
    """Inputs of each role run in an exported state, secrets in clear, in the order they were made in."""
    resources = state["deployment"]["resources"]
    return [_opened(one["inputs"]) for one in resources if one["type"] == ROLE_RUN]


def _opened(value: Any) -> Any:
    """A secret in an export with ``--show-secrets`` is an envelope around its JSON."""
    if isinstance(value, dict):
        if "plaintext" in value:
            return json.loads(value["plaintext"])
        return {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value


def inventory(runs: Runs) -> dict[str, Any]:
    """Each server, with its file of variables beside the playbook (``host_vars``)."""
    hosts = {
        run["server"]: {
            "ansible_host": run["connection"]["address"],
            "ansible_port": run["connection"]["port"],
            "ansible_python_interpreter": "/usr/bin/python3",
        }
        for run in runs
    }
    return {"all": {"hosts": hosts}}


def variables(runs: Runs) -> dict[str, dict[str, Any]]:
    """Of each server; roles' variables begin with their role's name, so that none covers another's."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        found.setdefault(run["server"], {}).update(
            {**run.get("variables", {}), **run.get("secretVariables", {})}
        )
    return found


def playbook(runs: Runs, user: str) -> list[dict[str, Any]]:
    """A play a layer, on the servers that have it."""
    layers = dict.fromkeys((run["layer"], run["role"]) for run in runs)
    return [
        {
            "name": layer,
            "hosts": ":".join(run["server"] for run in runs if run["layer"] == layer),
            "remote_user": user,
            "become": True,
            "gather_facts": False,
            "roles": [role],
        }
        for layer, role in layers
    ]


def main() -> None:
    """Ask the state, write the playbook into memory, run it."""
    (city,) = sys.argv[1:]
    engine = open_engine(Home.find(), lambda _: None)
    runs = role_runs(json.loads(ask(engine, Stack(city, DATACENTER), "stack", "export", "--show-secrets")))
    with tempfile.TemporaryDirectory(prefix="kominfo-bench-", dir=IN_MEMORY[0]) as name:
        folder = Path(name)
        (folder / "host_vars").mkdir()
        for server, values in variables(runs).items():
            (folder / "host_vars" / f"{server}.yml").write_text(variables_text(values))
        (folder / "hosts.json").write_text(json.dumps(inventory(runs)))
        (folder / "site.yml").write_text(json.dumps(playbook(runs, "kominfo")))
        _play(RoleCall(connection_for(city, runs[0]["connection"]["address"]), "all"), folder, len(runs))


def _play(call: RoleCall, folder: Path, forks: int) -> None:
    from infra.bench.measure import seconds

    argv = [
        str(Path(sys.executable).with_name("ansible-playbook")),
        "-i",
        "hosts.json",
        f"--forks={forks}",
        "site.yml",
    ]
    done: list[subprocess.CompletedProcess[str]] = []

    def run() -> None:
        done.append(
            subprocess.run(
                argv,
                cwd=folder,
                # The one setting of ours that a playbook with host_vars cannot have.
                env={**environment(call, folder), "ANSIBLE_VARS_ENABLED": "host_group_vars"},
                capture_output=True,
                text=True,
                check=False,
            )
        )

    taken = seconds(run)
    if done[0].returncode:
        raise KominfoError(
            Problem("ansible-playbook", "", "failed", (done[0].stdout + done[0].stderr)[-3000:])
        )
    sys.stdout.write(json.dumps({"seconds": taken, "recap": done[0].stdout[-600:]}) + "\n")


if __name__ == "__main__":
    main()
