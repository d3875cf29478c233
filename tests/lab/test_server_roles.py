"""Each role of a server: --check on a bare one, converge, nothing left to change, changes by hand undone."""

from __future__ import annotations

from typing import Any

import pytest

from infra.backends.ssh import Connection
from infra.errors import KominfoError
from tests.conftest import BareServers
from tests.lab.steps import adopt_variables, answer, apply, as_operator

ROLES = ("adopt", "base", "ssh", "firewall", "docker", "swarm")


@pytest.fixture(scope="module")
def bare(bare_servers: BareServers) -> list[Connection]:
    return bare_servers(2)


def variables(servers: list[Connection], role: str, number: int = 0) -> dict[str, Any]:
    server = servers[number]
    return {
        "adopt": adopt_variables(server),
        "base": {"base_hostname": server.name, "base_hosts": [{"address": server.address, "names": ["toy"]}]},
        "firewall": {"firewall_peers": [other.address for other in servers if other != server]},
        "swarm": {
            "swarm_action": "init",
            "swarm_advertise_address": server.address,
            "swarm_labels": {"edge": "true"},
        },
    }.get(role, {})


@pytest.mark.parametrize("role", ROLES)
def test_check_passes_on_a_bare_server(bare: list[Connection], role: str) -> None:
    assert apply(bare[0], role, variables(bare, role), check=True).changed


@pytest.mark.parametrize("role", ROLES)
def test_converge_then_nothing_left_to_change(bare: list[Connection], role: str) -> None:
    server = bare[0] if role == "adopt" else as_operator(bare[0])
    assert apply(server, role, variables(bare, role)).changed
    assert apply(as_operator(server), role, variables(bare, role)).changed == ()
    assert apply(as_operator(server), role, variables(bare, role), check=True).changed == ()


@pytest.mark.parametrize(
    ("role", "by_hand"),
    [
        ("adopt", "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVua25vd24gdW5rbm93biB1bmtub3duIHVuazE= x' >> ~kominfo/.ssh/authorized_keys"),  # noqa: E501 - one line of a key file
        ("base", "systemctl mask chrony"),
        ("base", "echo kernel.pid_max=99 >> /etc/sysctl.d/60-kominfo.conf"),
        ("docker", "systemctl mask docker"),
        ("docker", "apt-mark unhold runc"),
        ("swarm", "docker node update --label-rm edge $(hostname)"),
    ],
)  # fmt: skip
def test_a_change_by_hand_is_seen_and_undone(bare: list[Connection], role: str, by_hand: str) -> None:
    server = as_operator(bare[0])
    answer(server, by_hand)
    assert apply(server, role, variables(bare, role), check=True).changed
    apply(server, role, variables(bare, role))
    assert apply(server, role, variables(bare, role), check=True).changed == ()


def test_a_worker_joins_with_its_label_and_is_promoted(bare: list[Connection]) -> None:
    first, second = as_operator(bare[0]), as_operator(bare[1])
    tokens = apply(first, "swarm", variables(bare, "swarm")).outputs
    apply(bare[1], "adopt", adopt_variables(bare[1]))
    apply(second, "docker")
    wanted = {
        "swarm_action": "join",
        "swarm_advertise_address": second.address,
        "swarm_join_address": first.address,
        "swarm_join_token": tokens["swarm_worker_token"],
        "swarm_kind": "worker",
        "swarm_labels": {"edge": "true"},
    }
    with pytest.raises(KominfoError, match="did not take this node") as refused:
        apply(second, "swarm", {**wanted, "swarm_join_token": "SWMTKN-1-not-a-token"})
    assert "SWMTKN" not in str(refused.value)
    node = apply(second, "swarm", wanted).outputs["swarm_node_id"]
    assert apply(second, "swarm", wanted).changed == ()
    assert (
        answer(first, f"docker node inspect -f '{{{{.Spec}}}}' {node}").strip()
        == "{{ map[edge:true]} worker active}"
    )
    assert apply(second, "swarm", {**wanted, "swarm_kind": "manager"}).changed
    assert "manager" in answer(first, f"docker node inspect -f '{{{{.Spec.Role}}}}' {node}")
    with pytest.raises(KominfoError, match="is in another swarm already"):
        apply(second, "swarm", {**wanted, "swarm_join_address": "192.0.2.1"})
