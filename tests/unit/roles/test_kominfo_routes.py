"""What a route must be: each thing that is wrong with one is refused in a plain sentence."""

from __future__ import annotations

import pytest

from tests.unit.roles.edge_program import edge_program, route, site


@pytest.mark.parametrize(
    "host",
    [
        "",
        "dinkes",
        "Dinkes.kota.test",
        "-a.kota.test",
        "a-.kota.test",
        "a..test",
        ".kota.test",
        "kota.test.",
        "dinkes.kota.test\n  server x 1.2.3.4:80",
        "dinkes.kota.test\n",
        "a b.test",
        "dinkes_.kota.test",
        "*.kota.test",
        "d\u0131nkes.kota.test",  # a dotless i
        f"{'a' * 64}.kota.test",
        ".".join(["a" * 60] * 5),
        None,
        7,
    ],
)
def test_a_bad_host_is_refused(host: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="is not a host name"):
        edge_program.checked_route(route(host=host), "dinkes")


@pytest.mark.parametrize(
    "part", ["", "../x", "a/b", "Dinkes", "a b", "dinkes\n", "-a", "a" * 64, "a.b", None]
)
def test_a_bad_part_is_refused(part: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="is not the name of a part"):
        edge_program.checked_part(part)


@pytest.mark.parametrize(
    "service", ["dinkes", "web-", "web-Dinkes", "web-a b", "web-a\n", "web-a.b", f"web-{'a' * 60}", 5]
)
def test_a_bad_service_is_refused(service: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="is not the name of a site's service"):
        edge_program.checked_route(route(service=service), "dinkes")


@pytest.mark.parametrize("replicas", [-1, 51, "2", 1.5, True, None])
def test_a_bad_number_of_replicas_is_refused(replicas: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="replicas must be"):
        edge_program.checked_route(route(replicas=replicas), "dinkes")


@pytest.mark.parametrize("tenants", ["kel.kota.test", None, {"a": 1}])
def test_bad_tenants_are_refused(tenants: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="tenants must be a list"):
        edge_program.checked_route(route(tenants=tenants), "dinkes")


@pytest.mark.parametrize(
    "tenants", [["dinkes.kota.test"], ["a.kota.test", "a.kota.test"], ["kesehatan.kota.test"]]
)
def test_a_tenant_is_one_host_of_one_site(tenants: list[str]) -> None:
    with pytest.raises(edge_program.RefusedError, match="already belongs to this part, twice"):
        edge_program.checked_route(route(aliases=["kesehatan.kota.test"], tenants=tenants), "dinkes")


@pytest.mark.parametrize("aliases", ["kesehatan.kota.test", None, {"a": 1}])
def test_aliases_that_are_no_list_are_refused(aliases: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="aliases must be a list"):
        edge_program.checked_route(route(aliases=aliases), "dinkes")


@pytest.mark.parametrize(
    "document",
    [[], "x", None, {}, {"part": "dinkes"}, {"part": "dinkes", "sites": {}}, {**route(), "extra": 1}],
)
def test_another_shape_is_refused(document: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="A route is"):
        edge_program.checked_route(document, "dinkes")


@pytest.mark.parametrize("entry", [None, "x", {"host": "a.b"}, {**site(), "weight": 80}])
def test_a_site_with_other_keys_is_refused(entry: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="A site has these keys"):
        edge_program.checked_route({"part": "dinkes", "sites": [entry]}, "dinkes")


def test_a_route_of_another_part_is_refused() -> None:
    with pytest.raises(edge_program.RefusedError, match="speaks of part 'lain', not of 'dinkes'"):
        edge_program.checked_route(route("lain"), "dinkes")


def test_a_host_twice_in_one_part_is_refused() -> None:
    with pytest.raises(edge_program.RefusedError, match=r"host dinkes\.kota\.test .* this part, twice"):
        edge_program.checked_route(route(aliases=["dinkes.kota.test"]), "dinkes")


@pytest.mark.parametrize("port", [0, 65536, "8080", True, None])
def test_a_bad_port_is_refused(port: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="port must be"):
        edge_program.checked_route(route(port=port), "dinkes")


@pytest.mark.parametrize("health", ["", "sehat", "/a b", "/a\nbind *:22", "/%00", None, "/" + "a" * 200])
def test_a_bad_health_path_is_refused(health: object) -> None:
    with pytest.raises(edge_program.RefusedError, match="is not a path"):
        edge_program.checked_route(route(health=health), "dinkes")
