"""PostgreSQL as the role leaves it: each app in a database of its own, over TLS, out of all others' reach."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace

import pytest

from infra.backends import postgres
from infra.backends.ssh import Connection
from infra.errors import KominfoError
from infra.home import CHECKOUT
from tests.conftest import BareServers
from tests.support.role_steps import answer
from tests.support.small_city import SmallCity

PARKIR = postgres.Wanted("kota.dishub", "sandi'parkir", 5)
IZIN = postgres.Wanted("kota.dpmptsp", "sandi-izin", 5)
CA = "/tmp/ca.pem"  # noqa: S108  # on a server of this test's own
COPY, LAST_COPIES = "/var/lib/kominfo/copy", "/var/lib/kominfo/postgres"


@pytest.fixture(scope="module")
def city(bare_servers: BareServers, tmp_path_factory: pytest.TempPathFactory) -> SmallCity:
    """`satu` holds databases, `dua` is where apps ask from."""
    satu, dua = bare_servers(2)
    city = SmallCity.declare(
        tmp_path_factory.mktemp("stacks") / satu.known_hosts.parent.parent.name, satu, dua
    )
    city.run("satu-postgres")
    answer(
        dua,
        "apt-get -qq update && apt-get -qq install -y --no-install-recommends postgresql-client >/dev/null",
    )
    ca = city.secrets["postgres-satu.ca"]
    answer(dua, f"printf %s {shlex.quote(ca)} > {CA}")
    return city


@pytest.fixture(scope="module")
def satu(city: SmallCity) -> Connection:
    satu = city.servers["satu"]
    postgres.put(satu, "web_parkir", PARKIR)
    postgres.put(satu, "web_izin", IZIN)
    return satu


def last_copies(satu: Connection) -> list[str]:
    return answer(satu, f"ls {LAST_COPIES}/*.dump").split()


def asked(
    city: SmallCity,
    statement: str,
    user: str = "web_parkir",
    password: str = PARKIR.password,
    database: str = "",
    mode: str = "verify-full",
) -> str:
    """What an app on the other server is answered, or told."""
    where = f"host={city.servers['satu'].address} dbname={database or user} user={user}"
    settings = f"{where} sslmode={mode} sslrootcert={CA} connect_timeout=5"
    line = f"psql -XAtq {shlex.quote(settings)} -c {shlex.quote(statement)} 2>&1 || true"
    return answer(city.servers["dua"], f"PGPASSWORD={shlex.quote(password)} {line}").strip()


def test_an_app_is_let_into_its_own_database_over_tls(city: SmallCity, satu: Connection) -> None:
    said = asked(
        city, "CREATE TABLE titik (nama text); INSERT INTO titik VALUES ('Parluasan'); SELECT * FROM titik"
    )
    assert said == "Parluasan"
    assert asked(city, "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "t|TLSv1.3"
    assert asked(city, "SHOW server_encoding") == "UTF8"


def test_no_app_reads_anothers(city: SmallCity, satu: Connection) -> None:
    for database in ("web_izin", "postgres", "template1"):
        assert "no pg_hba.conf entry" in asked(city, "SELECT 1", database=database), database
    owner = asked(city, "SELECT pg_catalog.has_database_privilege('web_parkir', 'web_izin', 'CONNECT')")
    assert owner == "f"
    assert "permission denied" in asked(city, "SELECT pg_read_file('/etc/passwd')")
    assert "permission denied" in asked(city, "CREATE ROLE tamu")
    assert "permission denied" in asked(city, "COPY titik TO PROGRAM 'id'")


@pytest.mark.parametrize(
    ("user", "password", "mode", "said"),
    [
        ("web_parkir", "salah", "verify-full", "password authentication failed"),
        ("web_parkir", PARKIR.password, "disable", "no encryption"),
        ("postgres", "x", "verify-full", "password authentication failed"),
    ],
)
def test_who_is_not_let_in(
    city: SmallCity, satu: Connection, user: str, password: str, mode: str, said: str
) -> None:
    assert said in asked(city, "SELECT 1", user, password, mode=mode)


def test_no_app_has_more_connections_than_it_declared(city: SmallCity, satu: Connection) -> None:
    where = f"host={satu.address} dbname=web_parkir user=web_parkir sslmode=require"
    password = shlex.quote(PARKIR.password)
    script = f"export PGPASSWORD={password}\n" + "\n".join(
        [f"psql {shlex.quote(where)} -c 'SELECT pg_sleep(8)' >/dev/null 2>&1 &"] * PARKIR.connections
    )
    script += f"\nsleep 3; psql -XAtq {shlex.quote(where)} -c 'SELECT 1' 2>&1; wait"
    assert "too many connections for role" in answer(city.servers["dua"], script)


def test_put_again_changes_nothing_and_what_differs_is_told(city: SmallCity, satu: Connection) -> None:
    postgres.put(satu, "web_parkir", PARKIR)
    assert postgres.drift(satu, "web_parkir", PARKIR) == ()
    assert postgres.drift(satu, "web_belum", PARKIR) is None
    wanted = replace(PARKIR, password="lain", connections=9)  # of this test's own
    told = postgres.drift(satu, "web_parkir", wanted)
    assert told == (
        "- connections: 5",
        "+ connections: 9",
        "- password: another one",
        "+ password: the declared one",
    )
    postgres.put(satu, "web_parkir", wanted)
    assert postgres.drift(satu, "web_parkir", wanted) == ()
    assert asked(city, "SELECT count(*) FROM titik", password="lain") == "1"  # of this test's own
    postgres.put(satu, "web_parkir", PARKIR)


def test_what_was_done_by_hand_is_told_and_undone(satu: Connection) -> None:
    answer(satu, "runuser -u postgres -- psql -qc 'ALTER ROLE web_izin SUPERUSER'")
    assert postgres.drift(satu, "web_izin", IZIN) == ("- its role may more, or less, than log in",)
    postgres.put(satu, "web_izin", IZIN)
    assert postgres.drift(satu, "web_izin", IZIN) == ()


def test_another_stacks_database_is_not_taken_over(satu: Connection) -> None:
    with pytest.raises(KominfoError, match=r"belongs to kota\.dishub"):
        postgres.put(satu, "web_parkir", replace(PARKIR, owner="kota.lain"))
    with pytest.raises(KominfoError, match=r"belongs to kota\.dishub"):
        postgres.drop(satu, "web_parkir", "kota.lain")


def test_a_copy_of_all_is_read_back_where_they_are_gone(city: SmallCity, satu: Connection) -> None:
    answer(satu, f"mkdir -m 700 -p {COPY} && kominfo-postgres copy {COPY}")
    answer(satu, "runuser -u postgres -- psql -qc 'DROP DATABASE web_parkir' -c 'DROP ROLE web_parkir'")
    answer(satu, f"kominfo-postgres restore {COPY}")
    assert asked(city, "SELECT nama FROM titik") == "Parluasan", "with the password it had"
    assert postgres.drift(satu, "web_parkir", PARKIR) == ()


def test_removed_it_leaves_a_last_copy_that_can_be_read_back(city: SmallCity, satu: Connection) -> None:
    file = postgres.drop(satu, "web_parkir", PARKIR.owner)
    assert postgres.drift(satu, "web_parkir", PARKIR) is None
    assert "password authentication failed" in asked(city, "SELECT 1")
    assert answer(satu, f"stat -c '%a %U' {file}").split() == ["600", "root"]
    assert "TABLE public titik" in answer(satu, f"pg_restore --list {file}")
    assert postgres.drop(satu, "web_parkir", PARKIR.owner) == "", "a second time there is nothing"
    assert json.loads(answer(satu, "kominfo-postgres names")) == ["web_izin"]


def test_a_last_copy_is_in_the_backup_and_comes_back_from_it(satu: Connection) -> None:
    (file,) = last_copies(satu)
    before = answer(satu, f"stat -c '%a %U %Y %s' {file}")
    answer(satu, f"rm -r {COPY}; mkdir -m 700 {COPY} && kominfo-postgres copy {COPY} && rm {file}")
    answer(satu, f"kominfo-postgres restore {COPY} && kominfo-postgres restore {COPY}")
    assert answer(satu, f"stat -c '%a %U %Y %s' {file}") == before


def test_the_way_back_that_the_readme_tells(city: SmallCity, satu: Connection) -> None:
    told = re.findall(r"    (runuser .*)\n", (CHECKOUT / "roles/postgres/README.md").read_text())
    assert len(told) == 2
    (file,) = last_copies(satu)
    postgres.put(satu, "web_parkir", PARKIR)
    # As the migrations of `up` would, of a newer release: it has a table that the copy does not know.
    asked(city, "CREATE TABLE titik (nama text PRIMARY KEY)")
    asked(city, "CREATE TABLE kunjungan (titik text REFERENCES titik)")
    for line in told:
        answer(satu, line.replace("NAME", "web_parkir").replace("FILE", file))
    assert postgres.drift(satu, "web_parkir", PARKIR) == ()
    assert asked(city, "SELECT nama FROM titik") == "Parluasan"
    assert asked(city, "INSERT INTO titik VALUES ('Horas'); SELECT count(*) FROM titik") == "2"
    postgres.drop(satu, "web_parkir", PARKIR.owner)


def test_a_last_copy_ends_after_a_year(satu: Connection) -> None:
    old, young = f"{LAST_COPIES}/lama.dump", f"{LAST_COPIES}/muda.dump"
    answer(satu, f"touch -d '366 days ago' {old}; touch -d '364 days ago' {young}")
    answer(satu, f"cat {old}")  # being read, as the backup does, is no reason to stay
    assert answer(satu, "systemctl is-active systemd-tmpfiles-clean.timer").strip() == "active"
    answer(satu, "systemctl start systemd-tmpfiles-clean.service")
    assert old not in last_copies(satu)
    assert young in last_copies(satu)
    answer(satu, f"rm {young}")


def test_the_log_holds_no_password_and_no_statement(city: SmallCity, satu: Connection) -> None:
    asked(city, "SELECT 'NIK 9999990101010001' FROM tiada", "web_izin", IZIN.password)
    log = answer(satu, "cat /var/log/postgresql/*.log")
    assert 'relation "tiada" does not exist' in log
    assert "9999990101010001" not in log
    assert PARKIR.password not in log
    assert IZIN.password not in log


def test_it_is_tuned_to_the_servers_memory(city: SmallCity, satu: Connection) -> None:
    said = answer(satu, "runuser -u postgres -- psql -XAtc 'SHOW shared_buffers' -c 'SHOW max_connections'")
    assert said.split() == ["85MB", "85"], "of 1 GiB, beside sites"
