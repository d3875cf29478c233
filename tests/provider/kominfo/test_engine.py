"""The plugin under the real engine, on a real server and a real name server."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi.automation import CommandError

from infra.backends.dns import Changes, Slot, canonical
from infra.backends.ssh import Connection, run
from infra.providers.kominfo import sdk
from tests.contract.dns.knot import DOMAIN, WRITER
from tests.provider.kominfo.conftest import Engine, Zone, server_inputs

CANARY = "kenari-9f3a77c1e2"
KEY = {"name": WRITER.name, "algorithm": WRITER.algorithm, "secret": WRITER.secret}


def keys() -> None:
    key = sdk.GeneratedKey("key", kind="tsig", length=32)
    sdk.PlatformCertificate("certificate", city="kota", names=["registry.kota.test", "192.0.2.1"])
    pulumi.export("key", key.value)


def site(zone: Zone, **more: Any) -> None:
    given = {"name": "dinkes", "type": "CNAME", "ttl": 300, "values": ["edge"], **more}
    sdk.RecordSet(
        "records", city="kota", server="127.0.0.1", port=zone.port, domain=DOMAIN, part="dinkes", key=KEY,
        records=[given], exclusive=True,
    )  # fmt: skip


def role(conn: Connection, **variables: Any) -> None:
    inputs = server_inputs(conn)
    server = sdk.Server(
        "server",
        city=inputs["city"],
        server=conn.name,
        driver="ssh",
        address=conn.address,
        host_key=inputs["hostKey"],
        memory=2**30,
    )
    probe = sdk.RoleRun(
        "probe",
        city=inputs["city"],
        server=conn.name,
        connection={"address": conn.address, "port": conn.port, "user": conn.user},
        layer="probe",
        role="probe",
        source="1",
        variables=variables,
        secret_variables={"probe_secret": CANARY},
        opts=pulumi.ResourceOptions(depends_on=[server]),
    )
    pulumi.export("token", probe.outputs.apply(lambda outputs: outputs["probe_token"]))


def test_keys_are_made_once_and_kept_encrypted(engine: Engine) -> None:
    engine.set(keys)
    assert engine.up()["create"] == 3
    value = engine.stack.outputs()["key"]
    assert value.secret
    assert value.value not in engine.text()
    assert "PRIVATE KEY" not in engine.text()
    assert engine.preview() == {"same": 3}
    assert engine.refresh() == {"same": 3}
    assert engine.up() == {"same": 3}
    assert engine.stack.outputs()["key"].value == value.value


def test_records_are_published_watched_and_withdrawn(engine: Engine, zone: Zone) -> None:
    engine.set(lambda: site(zone))
    assert engine.preview() == {"create": 2}
    assert Slot("dinkes", "CNAME") not in zone.open().contents()
    engine.up()
    assert engine.preview() == {"same": 2}
    assert engine.refresh() == {"same": 2}
    assert WRITER.secret not in engine.text()

    engine.set(lambda: site(zone, values=["edge2"]))
    assert engine.up()["update"] == 1

    stranger = canonical(DOMAIN, "judi", "A", 60, ["192.0.2.66"])
    zone.open().change(Changes({stranger.slot: stranger}, frozenset({Slot("dinkes", "CNAME")})))
    assert engine.refresh()["update"] == 1
    assert engine.outputs("records")["strangers"] == ["judi/A"]
    assert engine.preview() == {"same": 1, "update": 1}
    engine.up()
    assert {"judi", "dinkes"} & {slot.name for slot in zone.open().contents()} == {"dinkes"}
    assert engine.refresh() == {"same": 2}

    engine.stack.destroy()
    assert {str(slot) for slot in zone.open().contents()} == {"@/SOA", "@/NS", "ns1/A"}


def test_a_zone_forgotten_by_the_name_server_is_published_again(engine: Engine, zone: Zone) -> None:
    engine.set(lambda: site(zone))
    engine.up()
    zone.open().change(Changes(delete=frozenset({Slot("dinkes", "CNAME"), Slot("dinkes._kominfo", "TXT")})))
    assert engine.refresh()["delete"] == 1
    assert engine.up()["create"] == 1


def test_a_refused_record_leaves_no_success(engine: Engine, zone: Zone) -> None:
    stranger = canonical(DOMAIN, "dinkes", "A", 60, ["192.0.2.66"])
    zone.open().change(Changes({stranger.slot: stranger}))
    engine.set(lambda: site(zone))
    with pytest.raises(CommandError, match="dinkes/A is already there") as refused:
        engine.up()
    assert "Traceback" not in str(refused.value)
    assert WRITER.secret not in str(refused.value)
    assert not [item for item in engine.saved() if item["urn"].endswith("::records")]
    zone.open().change(Changes(delete=frozenset({stranger.slot})))
    assert engine.up()["create"] == 1


def test_a_role_is_run_watched_and_repaired(engine: Engine, server: Connection) -> None:
    engine.set(lambda: role(server, probe_text="satu"))
    assert engine.preview() == {"create": 3}
    assert run(server, ["test", "-e", "/root/probe-a"]).returncode
    engine.up()
    assert run(server, ["cat", "/root/probe-a"]).stdout == b"satu\n"
    token = engine.stack.outputs()["token"]
    assert token.secret
    assert token.value == f"token of {CANARY}"
    assert CANARY not in engine.text()
    assert engine.preview() == {"same": 3}
    assert engine.refresh() == {"same": 3}

    run(server, ["sh", "-c", "echo diubah > /root/probe-b"])
    assert engine.refresh()["update"] == 1
    assert engine.outputs("probe")["drift"] == ["Write the notes [b]\n/root/probe-b:\n-diubah\n+satu"]
    assert engine.preview() == {"same": 2, "update": 1}
    engine.up()
    assert run(server, ["cat", "/root/probe-b"]).stdout == b"satu\n"
    assert engine.refresh() == {"same": 3}

    engine.set(lambda: role(server, probe_text="dua"))
    assert engine.up()["update"] == 1
    assert run(server, ["cat", "/root/probe-b"]).stdout == b"dua\n"


def test_a_failing_role_leaves_no_success_and_no_secret(engine: Engine, server: Connection) -> None:
    engine.set(lambda: role(server, probe_break=True))
    with pytest.raises(
        CommandError, match=r"role probe: Break when asked to: non-zero return code"
    ) as refused:
        engine.up()
    assert "it is broken: ***" in str(refused.value)
    assert CANARY not in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert not [item for item in engine.saved() if item["urn"].endswith("::probe")]
    assert CANARY not in engine.text()
    engine.set(lambda: role(server))
    assert engine.up()["create"] == 1
    engine.set(lambda: role(server, probe_text="tiga", probe_break=True))
    with pytest.raises(CommandError):
        engine.up()
    assert engine.outputs("probe")["variables"] == {}
    assert engine.preview()["update"] == 1
