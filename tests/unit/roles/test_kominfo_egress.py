"""kominfo-egress: what a label opens, what is not understood, and how long names are remembered."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra.home import CHECKOUT
from infra.plan import names

SCRIPT = CHECKOUT / "roles" / "firewall" / "files" / "kominfo-egress"


def _load() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("kominfo_egress", str(SCRIPT))
    spec = importlib.util.spec_from_loader("kominfo_egress", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


egress = _load()
BRIDGE = {"Containers": {"a": {"IPv4Address": "10.24.0.3/20"}, "b": {"IPv4Address": "10.24.0.4/20"}}}


def container(label: str, number: str = "a") -> dict[str, Any]:
    return {"Id": number, "Labels": {egress.LABEL: label}}


def elements(*containers: dict[str, Any], **led_to: set[str]) -> list[str]:
    look = {name.replace("_", "."): set(map(egress.Network, found)) for name, found in led_to.items()}
    found: list[str] = egress.elements(
        egress.openings(containers, BRIDGE), lambda name: look.get(name, set())
    )
    return found


def test_it_reads_the_label_that_the_plan_writes() -> None:
    assert egress.LABEL == names.EGRESS_LABEL


def test_what_is_declared_is_opened_for_that_container_alone() -> None:
    both = (container("203.0.113.0/28:443 smtp.luar.test:587"), container("none", "b"))
    assert elements(*both, smtp_luar_test={"198.51.100.7"}) == [
        "10.24.0.3 . 203.0.113.0/28 . 443",
        "10.24.0.3 . 198.51.100.7/32 . 587",
    ]


def test_what_lies_within_another_is_not_told_twice() -> None:
    label = "203.0.113.0/28:443 203.0.113.7:443 luar.test:443 luar.test:80"
    assert elements(container(label), luar_test={"203.0.113.9"}) == [
        "10.24.0.3 . 203.0.113.9/32 . 80",
        "10.24.0.3 . 203.0.113.0/28 . 443",
    ]


@pytest.mark.parametrize(
    "label",
    [
        "",
        " ",
        "203.0.113.7",
        "203.0.113.7:0",
        "203.0.113.7:65536",
        "203.0.113.7/28:443",
        "203.0.113.256:443",
        "203.0.113.7:443  luar.test:80",
        "luar.test:80\n",
        "LUAR.test:80",
        "localhost:80",
        "-luar.test:80",
        "2001:db8::7:443",
        "203.0.113.7:443 } ; flush ruleset",
        "none 203.0.113.7:443",
        " ".join(["203.0.113.7:443"] * 65),
        f"{'a.' * 130}test:80",
    ],
)
def test_one_word_that_is_not_understood_opens_nothing(
    label: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert elements(container(label), container("203.0.113.7:25", "b"), luar_test={"198.51.100.7"}) == [
        "10.24.0.4 . 203.0.113.7/32 . 25"
    ]
    assert "opens nothing" in capsys.readouterr().err


def test_a_container_elsewhere_opens_nothing_here() -> None:
    assert elements(container("203.0.113.7:443", "c")) == []
    assert egress.openings([container("203.0.113.7:443")], {}) == {}


def test_names_are_asked_once_a_minute_and_remembered_for_ten() -> None:
    clock, answers, asked = [0.0], [{"198.51.100.7"}], []

    def ask(name: str) -> set[str]:
        asked.append(name)
        return answers[0]

    known = egress.Names(ask, lambda: clock[0])

    def after(seconds: float, found: set[str]) -> set[str]:
        clock[0] += seconds
        answers[0] = found
        known.renew({"luar.test"})
        return {str(network.network_address) for network in known.look("luar.test")}

    assert after(0, {"198.51.100.7"}) == {"198.51.100.7"}
    assert after(59, {"198.51.100.8"}) == {"198.51.100.7"}, "an event is no reason to ask again"
    assert after(1, {"198.51.100.8"}) == {"198.51.100.7", "198.51.100.8"}
    assert after(egress.REMEMBERED - 60, set()) == {"198.51.100.8"}, "nobody answers just now"
    assert after(60, set()) == set()
    assert asked == ["luar.test"] * 4
    known.renew(set())
    assert known.look("luar.test") == set()


@pytest.mark.parametrize(
    ("etc", "behind", "found"),
    [
        ("nameserver 192.0.2.2\nnameserver 192.0.2.1\n", "", ["192.0.2.1", "192.0.2.2"]),
        ("# nameserver 192.0.2.1\nnameserver\nnameserver 127.0.0.11\n", "nameserver 192.0.2.3", []),
        ("nameserver 127.0.0.53\n", "nameserver 192.0.2.3\nnameserver ::1\n", ["192.0.2.3"]),
    ],
)
def test_resolvers_are_those_that_docker_asks(
    tmp_path: Path, etc: str, behind: str, found: list[str]
) -> None:
    (tmp_path / "etc").write_text(etc)
    (tmp_path / "behind").write_text(behind)
    assert egress.resolvers(tmp_path / "etc", tmp_path / "behind") == found
    assert egress.resolvers(tmp_path / "none", tmp_path / "none") == []
