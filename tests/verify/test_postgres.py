"""Databases: on TLS, in nobody's reach but their apps', and exactly those that are declared."""

from __future__ import annotations

import json
from typing import Any

from infra.plan import names

ROLE = "database"


def test_postgres_runs_and_comes_back(host: Any) -> None:
    """PostgreSQL runs, and starts with its server."""
    unit = host.service("postgresql@17-main.service")
    assert unit.is_running
    assert unit.is_enabled


def test_its_files_are_as_written(host: Any) -> None:
    """Who may connect is what the role wrote, without an entry more."""
    rows = host.check_output(
        "sudo -u postgres psql -XAtF' ' -c "
        "\"SELECT type, database, user_name, auth_method, coalesce(error, '') FROM pg_hba_file_rules\""
    ).splitlines()
    assert {" ".join(row.split()) for row in rows} == {
        "local {all} {postgres} peer",
        "hostssl {sameuser} {all} scram-sha-256",
    }


def test_it_shows_the_platforms_certificate(host: Any, server: Any) -> None:
    """Its certificate is of the platform's own authority, which every server trusts, for its address."""
    where = f"{server.address}:{names.DATABASE_PORT}"
    ask = "openssl s_client -starttls postgres -verify_return_error -verify_ip %s -connect %s </dev/null"
    said = host.run(ask, str(server.address), where)
    assert "Verification: OK" in said.stdout, said.stderr


def test_databases_are_those_declared(host: Any, server: Any, plan: Any) -> None:
    """Each app's database is there, and no other."""
    wanted = {
        service.database.name
        for part in plan.parts
        for service in part.services
        if service.database and service.database.server == server.name
    }
    assert set(json.loads(host.check_output("kominfo-postgres names"))) == wanted
