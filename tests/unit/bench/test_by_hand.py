"""What is done by hand for comparison: a batch of records, the playbook of a whole city."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.bench.dns_rows import batch, update_key
from infra.bench.raw import inventory, playbook, role_runs, variables
from infra.errors import KominfoError

KNOT = """\
key:
  - id: transfer
    algorithm: hmac-sha256
    secret: dA==
  - id: kominfo
    algorithm: hmac-sha256
    secret: aw==
"""


def run(server: str, role: str, **variables: Any) -> dict[str, Any]:
    secret = {"4dabf18193072939515e22adb298388d": "1b47…", "plaintext": json.dumps({f"{role}_key": "k"})}
    return {
        "type": "kominfo:index:RoleRun",
        "inputs": {
            "server": server,
            "layer": role,
            "role": role,
            "connection": {"address": "203.0.113.1", "port": 22, "user": "kominfo"},
            "variables": variables,
            "secretVariables": secret,
        },
    }


STATE = {
    "deployment": {
        "resources": [
            run("s1", "base", base_hostname="s1"),
            run("s2", "base", base_hostname="s2"),
            {"type": "kominfo:index:RecordSet", "inputs": {}},
            run("s1", "dns", dns_role="primary"),
        ]
    }
}


def test_role_runs_come_with_their_secrets_and_in_order() -> None:
    found = role_runs(STATE)
    assert [(one["server"], one["role"]) for one in found] == [("s1", "base"), ("s2", "base"), ("s1", "dns")]
    assert found[0]["secretVariables"] == {"base_key": "k"}


def test_a_layer_is_a_play_on_the_servers_that_have_it() -> None:
    plays = playbook(role_runs(STATE), "kominfo")
    assert [(play["hosts"], play["roles"]) for play in plays] == [("s1:s2", ["base"]), ("s1", ["dns"])]


def test_each_server_has_the_variables_of_all_its_layers() -> None:
    runs = role_runs(STATE)
    assert variables(runs)["s1"] == {
        "base_hostname": "s1",
        "base_key": "k",
        "dns_role": "primary",
        "dns_key": "k",
    }
    assert set(inventory(runs)["all"]["hosts"]) == {"s1", "s2"}


def test_a_batch_is_one_message() -> None:
    text = batch("203.0.113.1", "kota.test", ["add a.kota.test. 300 A 203.0.113.9", "delete b.kota.test. A"])
    assert text.splitlines() == [
        "server 203.0.113.1",
        "zone kota.test",
        "update add a.kota.test. 300 A 203.0.113.9",
        "update delete b.kota.test. A",
        "send",
    ]


def test_the_key_that_may_update_is_found_among_others() -> None:
    key = update_key(KNOT)
    assert (key.name, key.algorithm, key.secret) == ("kominfo", "hmac-sha256", "aw==")
    with pytest.raises(KominfoError, match="the key is not there"):
        update_key(KNOT.replace("kominfo", "other"))
