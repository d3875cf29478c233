"""The visitors notice whatever goes wrong: each fault is served to them by a real server on loopback."""

from __future__ import annotations

import asyncio
import io
import json
import socket

import pytest

from infra.bench.load import visitors
from infra.bench.load.visitors import Page, Plan, Visit, Visitors

SECONDS = 0.4
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


class Server:
    """Answers well, but every third request as ``fault`` says."""

    def __init__(self, fault: str) -> None:
        self.fault, self.served = fault, 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self.served += 1
                if self.served % 3 == 0 and not await self.misbehave(writer):
                    break
                if self.served % 3:
                    writer.write(PAGE % (7, b"my page"))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the visitor left
        finally:
            writer.close()

    async def misbehave(self, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection is kept."""
        match self.fault:
            case "reset":
                linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                return False
            case "cut short":
                writer.write(PAGE % (100, b"my page"))
                return False
            case "closed":
                return False
            case "status 500":
                writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")
            case "not this site's page":
                writer.write(PAGE % (10, b"their page"))
            case "no answer in 0.2 s":
                await asyncio.sleep(1)
            case _:
                writer.write(PAGE % (7, b"my page"))
        return True


async def visited(fault: str, method: str = "GET", listening: bool = True) -> tuple[list[Visit], Server]:
    server, into = Server(fault), io.StringIO()
    listener = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    if not listening:
        listener.close()
        await listener.wait_closed()
    page, until = Page("127.0.0.1", "/", "my page", method), asyncio.Event()
    plan = Plan((page,), (), (), "", rate=100, posts=1, port=port, protocols=("h1",))
    asyncio.get_running_loop().call_later(SECONDS, until.set)
    await Visitors(plan, into).stay(until)
    listener.close()
    return [Visit(**json.loads(line)) for line in into.getvalue().splitlines()], server


@pytest.mark.parametrize(
    "fault",
    ["reset", "cut short", "closed", "status 500", "not this site's page", "no answer in 0.2 s"],
)
def test_a_fault_is_a_failed_request(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "GET_SECONDS", 0.2)
    visits, server = asyncio.run(visited(fault, "POST"))
    failed = [visit for visit in visits if visit.said]
    assert {visit.said for visit in failed} == {fault}
    assert len(failed) == server.served // 3, "each is counted, and nothing else"
    assert len(visits) == server.served, "nothing that may have been taken is sent twice"
    assert {visit.way for visit in visits} == {"new", "kept"}


def test_a_page_is_asked_once_more_where_a_kept_connection_was_gone() -> None:
    visits, _ = asyncio.run(visited("closed"))
    again = [visit for visit in visits if visit.retried]
    assert again, "the server closed some kept connections"
    failed = [visit for visit in visits if visit.said]
    assert failed, "and some new ones"
    assert all(visit.opened >= visit.at for visit in failed)


def test_no_server_is_no_connection() -> None:
    visits, _ = asyncio.run(visited("closed", listening=False))
    assert {visit.said for visit in visits} == {"no connection"}


def test_what_is_well_is_not_a_failure() -> None:
    visits, _ = asyncio.run(visited("nothing"))
    assert [visit for visit in visits if visit.said] == []
    assert len(visits) >= 10
