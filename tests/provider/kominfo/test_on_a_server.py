"""SSH and Ansible, as the plugin uses them, on a real server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.backends import ssh
from infra.backends.ansible import Event, RoleCall, check_roles, run_role
from infra.backends.ansible.folder import IN_MEMORY, PREFIX
from infra.backends.ssh import Connection
from infra.errors import KominfoError
from infra.home import CHECKOUT
from tests.provider.kominfo.conftest import ROLES

CANARY = "kenari-52ab90de17"


CHILD = """
import sys
from pathlib import Path
from infra.backends.ansible import RoleCall, run_role
from infra.backends.ssh import Connection

address, port, user, key, known_hosts, roles = sys.argv[1:]
conn = Connection(address, int(port), user, Path(key), Path(known_hosts))
call = RoleCall(conn, "probe", {"probe_wait": 600}, roles=Path(roles))
run_role(call, on_event=lambda event: print(event.task, flush=True))
"""


def call(conn: Connection, **variables: Any) -> RoleCall:
    return RoleCall(conn, "probe", variables, {"probe_secret": CANARY}, roles=ROLES, timeout=300)


def folders() -> list[Path]:
    return [folder for memory in IN_MEMORY for folder in memory.glob(f"{PREFIX}{os.getpid()}-*")]


class TestSsh:
    def test_words_and_bytes_arrive_as_they_are(self, server: Connection) -> None:
        words = ["a b", "c'd", "$HOME", "`id`", "*", "", "x\ny"]
        done = ssh.run(server, ["printf", "%s|", *words])
        assert done.stdout.decode() == "".join(f"{word}|" for word in words)
        assert ssh.run(server, ["cat"], b"\x00\xff\n").stdout == b"\x00\xff\n"

    def test_the_commands_own_failure_is_returned(self, server: Connection) -> None:
        done = ssh.run(server, ["sh", "-c", "echo no >&2; exit 7"])
        assert (done.returncode, done.stderr) == (7, b"no\n")

    def test_a_command_that_does_not_end_is_given_up(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="sleep did not end within 1 s"):
            ssh.run(server, ["sleep", "60"], timeout=1)

    def test_the_shared_connection_is_made_once_and_closed(self, server: Connection) -> None:
        ssh.run(server, ["true"])
        asked = ["ssh", *ssh.ssh_options(server), "-O", "check", f"{server.user}@{server.address}"]
        assert subprocess.run(asked, capture_output=True).returncode == 0
        ssh.close(server)
        assert subprocess.run(asked, capture_output=True).returncode != 0

    def test_an_unknown_host_key_is_never_taken(self, server: Connection, tmp_path: Path) -> None:
        with pytest.raises(KominfoError, match="does not show the host key"):
            ssh.run(replace(server, known_hosts=tmp_path / "empty"), ["true"])

    def test_a_port_and_a_socket_of_the_server_are_reached_for_as_long_as_needed(
        self, server: Connection
    ) -> None:
        with (
            ssh.forward_socket(server, f"127.0.0.1:{server.port}") as path,
            socket.socket(socket.AF_UNIX) as through,
        ):
            through.connect(str(path))
            assert through.recv(4) == b"SSH-"
        assert not path.exists()
        with ssh.forward_socket(server, "/run/dbus/system_bus_socket") as path:
            assert path.is_socket()
            assert path.parent.stat().st_mode & 0o777 == 0o700
        assert not path.parent.exists()


class TestAnsible:
    def test_check_mode_touches_nothing_and_tells_what_would_change(self, server: Connection) -> None:
        ssh.run(server, ["rm", "-f", "/root/probe-a", "/root/probe-b", "/root/probe-secret"])
        assert run_role(call(server), check=True).changed == ("Write the notes [a, b]", "Write the secret")
        assert ssh.run(server, ["ls", "/root/probe-a"]).returncode

    def test_roles_asked_together_answer_each_for_itself_up_to_the_one_that_fails(
        self, server: Connection
    ) -> None:
        ssh.run(server, ["rm", "-f", "/root/probe-a", "/root/probe-b", "/root/probe-secret"])
        whole, broken = call(server), call(server, probe_wait="long")
        found = check_roles([whole, replace(whole, variables={"probe_text": "other"}), broken, whole])
        assert [one and one.changed for one in found] == [
            ("Write the notes [a, b]", "Write the secret"),
            ("Write the notes [a, b]", "Write the secret"),
            None,
            None,
        ]
        assert check_roles([whole, replace(whole, role="absent")]) == [None, None]
        assert folders() == []

    def test_a_run_tells_tasks_changes_and_outputs_and_a_second_changes_nothing(
        self, server: Connection
    ) -> None:
        ssh.run(server, ["rm", "-f", "/root/probe-b"])
        run_role(call(server))
        ssh.run(server, ["rm", "-f", "/root/probe-b"])
        told: list[Event] = []
        outcome = run_role(call(server), on_event=told.append)
        assert outcome.changed == ("Write the notes [b]",)
        assert outcome.outputs == {"probe_token": f"token of {CANARY}"}
        assert Event(server.name, "probe", "Write the notes") in told
        assert run_role(call(server)).changed == ()
        assert folders() == []

    def test_data_is_never_read_as_a_template(self, server: Connection) -> None:
        text = "{{ lookup('pipe', 'id') }} {% raw %} !unsafe 'x' \\ \" # ü"
        run_role(call(server, probe_text=text))
        assert ssh.run(server, ["cat", "/root/probe-a"]).stdout.decode() == f"{text}\n"

    def test_a_failing_task_is_named_with_what_it_said_but_no_secret(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="Break when asked to: non-zero return code") as failed:
            run_role(call(server, probe_break=True))
        assert f"{server.name}: role probe" in str(failed.value)
        assert "it is broken: ***" in str(failed.value)
        assert CANARY not in str(failed.value)
        assert folders() == []

    def test_a_hidden_failure_stays_hidden(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="Break in silence when asked to: failed") as failed:
            run_role(call(server, probe_hide=True))
        assert "it is broken" not in str(failed.value)

    def test_wrong_arguments_are_named(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="probe_wait"):
            run_role(call(server, probe_wait="long"))

    def test_a_role_that_is_not_there_is_named(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="absent"):
            run_role(RoleCall(server, "absent", roles=ROLES))

    @pytest.mark.parametrize(
        ("limit", "said"), [("timeout", "did not end within 2 s"), ("silence", "said nothing for 0.1 s")]
    )
    def test_a_run_that_hangs_is_ended(self, server: Connection, limit: str, said: str) -> None:
        limits: dict[str, Any] = {limit: float(said.split()[-2])}
        with pytest.raises(KominfoError, match=said):
            run_role(replace(call(server, probe_wait=600), **limits))
        assert folders() == []

    def test_an_unreachable_server_is_called_that(self, server: Connection) -> None:
        with pytest.raises(KominfoError, match="cannot be reached over ssh"):
            run_role(call(replace(server, port=9)))

    def test_a_killed_run_leaves_nothing_for_long(self, server: Connection, tmp_path: Path) -> None:
        """The process goes with its parent, its folder with the next run."""
        script = tmp_path / "run.py"
        script.write_text(CHILD)
        told = [server.address, str(server.port), server.user, str(server.key_file), str(server.known_hosts)]
        command = [sys.executable, str(script), *told, str(ROLES)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        child = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, env=environment)
        assert child.stdout
        assert any(b"Wait" in line for line in child.stdout)
        (play,) = _children(child.pid)
        child.send_signal(signal.SIGKILL)
        child.wait()
        left = [folder for memory in IN_MEMORY for folder in memory.glob(f"{PREFIX}{child.pid}-*")]
        assert left
        run_role(call(server), check=True)
        assert not Path(f"/proc/{play}").exists()
        assert not [folder for folder in left if folder.exists()]


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=True).stdout
    return [int(word) for word in listed.split()]
