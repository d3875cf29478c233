"""What is read of wrk, how ways are taken in turns, and what contenders are given."""

from __future__ import annotations

from functools import partial

import pytest

from infra.bench import wrk
from infra.bench.edge_rows import in_turns
from infra.bench.edge_stand import CONTENDERS, FILES, LIFTED, limited, rendered
from infra.bench.http3_rows import with_quic
from infra.bench.wrk import Load
from infra.errors import KominfoError
from infra.home import CHECKOUT

SAID = """\
Running 5s test @ https://dinkes.kota.test:8443/robots.txt
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.13ms    1.20ms  40.00ms   93.20%
    Req/Sec    15.50k     1.20k   18.00k    70.00%
  Latency Distribution
     50%    1.90ms
     75%    2.40ms
     90%    3.10ms
     99%    6.50ms
  154500 requests in 5.01s, 64.20MB read
Requests/sec:  30838.32
Transfer/sec:     12.81MB
"""
BROKEN = SAID.replace(
    "Requests/sec",
    "  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 40\nRequests/sec",
)


def test_a_result_is_read() -> None:
    load = wrk.read(SAID)
    assert (load.rate, load.failed) == (30838.32, 0)
    assert load.p99 == pytest.approx(0.0065)


@pytest.mark.parametrize(("said", "seconds"), [("812.00us", 812e-6), ("1.20s ", 1.2), ("1.00m ", 60.0)])
def test_each_unit_of_time_is_known(said: str, seconds: float) -> None:
    assert wrk.read(SAID.replace("6.50ms", said)).p99 == pytest.approx(seconds)


def test_what_failed_is_counted() -> None:
    assert wrk.read(BROKEN).failed == 46


def test_what_is_no_result_is_told() -> None:
    with pytest.raises(KominfoError, match="unable to connect"):
        wrk.read("unable to connect to dinkes.kota.test:https Connection refused\n")


def test_ways_take_turns_after_one_round_that_does_not_count() -> None:
    asked: list[str] = []

    def way(name: str) -> Load:
        asked.append(name)
        return Load(float(len(asked)), 0.0, 0)

    loads = in_turns({name: partial(way, name) for name in "ab"}, 2)
    assert "".join(asked) == "baabba"
    assert [load.rate for load in loads["a"]] == [3, 6]


def test_a_figure_of_failed_answers_is_none_but_of_a_contender() -> None:
    assert in_turns({"caddy": lambda: Load(1, 1, 9)}, 1)["caddy"][0].failed == 9
    with pytest.raises(KominfoError, match="9 requests failed"):
        in_turns({"ours": lambda: Load(1, 1, 9)}, 1)


def test_contenders_are_told_of_the_site_and_nothing_is_left_to_fill_in() -> None:
    texts = {file.name: rendered(file.read_text(), "dinkes.kota.test") for file in FILES.iterdir()}
    assert not [name for name, text in texts.items() if "@" in text.replace('"$@"', "")]
    assert "server_name dinkes.kota.test;" in texts["nginx.conf"]
    assert "https://dinkes.kota.test:8443 {" in texts["Caddyfile"]
    assert "Host(`dinkes.kota.test`)" in texts["traefik-sites.yaml"]
    assert {f"{name}.sh" for name in CONTENDERS} <= texts.keys()


def test_the_edge_s_own_limit_is_lifted_and_put_back() -> None:
    rule = "  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 2000 }\n"
    lifted = limited(f"one\n{rule}{rule}", LIFTED)
    assert lifted.count(LIFTED) == 2
    assert limited(lifted, "2000") == f"one\n{rule}{rule}"


def test_http3_is_the_same_door_once_more() -> None:
    plain = (CHECKOUT / "roles/edge/templates/haproxy.cfg.j2").read_text()
    added = set(with_quic(plain).splitlines()) - set(plain.splitlines())
    assert added == {
        "  limited-quic",
        "  bind quic4@:8443 ssl crt /etc/kominfo/edge/certs/city.pem alpn h3",
    }
