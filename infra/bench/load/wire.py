"""One connection to an edge, speaking HTTP/1.1 or HTTP/2, and in plain words how it broke."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

CONNECT_SECONDS = 0.5
"""A visitor's browser tries the next address even sooner (RFC 8305: 250 ms)."""
HANDSHAKE_SECONDS = 5.0
CHUNK = 65536
REFUSED_STREAM = 7  # RFC 9113, 7


class BrokenError(Exception):
    """A request that got no whole answer. ``untouched``: the server says, or shows, that it never took it."""

    def __init__(self, kind: str, *, untouched: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.untouched = kind, untouched


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Door:
    """Where to knock: ``addresses`` in the order they are tried; without ``tls`` in clear (tests)."""

    host: str
    addresses: tuple[str, ...]
    port: int
    tls: ssl.SSLContext | None


@dataclass(slots=True)
class Connection:
    """``used`` times; ``open`` while another request may be sent over it; ``idle`` since then (monotonic)."""

    peer: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    opened: float = field(default_factory=time.time)
    used: int = 0
    open: bool = True
    idle: float = 0.0

    async def ask(self, method: str, host: str, path: str) -> Answer:
        raise NotImplementedError

    def close(self) -> None:
        self.open = False
        self.writer.close()


class Http1(Connection):
    """One request at a time."""

    async def ask(self, method: str, host: str, path: str) -> Answer:
        """Raises BrokenError; ``untouched`` where a kept connection ended before the first byte."""
        kept, self.used = self.used > 0, self.used + 1
        length = "Content-Length: 0\r\n" if method == "POST" else ""
        request = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{length}\r\n"
        head = b""
        try:
            self.writer.write(request.encode())
            await self.writer.drain()
            head = await self.reader.readuntil(b"\r\n\r\n")
            return await self._answer(head)
        except asyncio.IncompleteReadError as cut:
            self.open = False
            begun = bool(head or cut.partial)
            raise BrokenError(
                "cut short" if begun else "closed", untouched=kept and not begun and method == "GET"
            ) from None
        except OSError:
            self.open = False
            raise BrokenError("reset", untouched=kept and not head and method == "GET") from None
        except asyncio.CancelledError:
            self.open = False  # its answer may still come: nobody else's
            raise

    async def _answer(self, head: bytes) -> Answer:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if "chunked" in headers.get("transfer-encoding", ""):
            body = await self._chunks()
        elif "content-length" in headers:
            body = await self.reader.readexactly(int(headers["content-length"]))
        else:
            body = await self.reader.read()
            self.open = False
        if headers.get("connection", "").lower() == "close":
            self.open = False
        return Answer(int(first.split()[1]), body)

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readuntil(b"\r\n")
        return body


@dataclass(slots=True)
class _Stream:
    answered: asyncio.Future[Answer]
    status: int = 0
    body: bytes = b""


class Http2(Connection):
    """Many requests at a time; a GOAWAY lets those it covers end."""

    def start(self) -> None:
        from h2 import connection as h2
        from h2.config import H2Configuration

        # To the library a GOAWAY is the end; what is in flight is still answered (RFC 9113, 6.8).
        goaway = (h2.ConnectionState.CLIENT_OPEN, h2.ConnectionInputs.RECV_GOAWAY)
        rules = h2.H2ConnectionStateMachine._transitions  # noqa: SLF001  # there is no other way
        rules[goaway] = (None, h2.ConnectionState.CLIENT_OPEN)
        self._h2: Any = h2.H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(2**24)
        self._streams: dict[int, _Stream] = {}
        self.writer.write(self._h2.data_to_send())
        self._reading = asyncio.create_task(self._read())

    async def ask(self, method: str, host: str, path: str) -> Answer:
        """Raises BrokenError; ``untouched`` where the server refused it, or the kept connection was gone."""
        kept, self.used = self.used > 0, self.used + 1
        stream = self._h2.get_next_available_stream_id()
        waiting = self._streams[stream] = _Stream(asyncio.get_running_loop().create_future())
        head = [(":method", method), (":authority", host), (":scheme", "https"), (":path", path)]
        self._h2.send_headers(stream, head, end_stream=True)
        self.writer.write(self._h2.data_to_send())
        try:
            return await waiting.answered
        except BrokenError as broken:
            unanswered = kept and not waiting.status and method == "GET"
            raise BrokenError(broken.kind, untouched=broken.untouched or unanswered) from None
        except asyncio.CancelledError:
            self.open = False  # whoever waited in vain asks elsewhere next time
            raise
        finally:
            self._streams.pop(stream, None)

    async def _read(self) -> None:
        kind = "closed"
        try:
            while data := await self.reader.read(CHUNK):
                for event in self._h2.receive_data(data):
                    self._take(event)
                self.writer.write(self._h2.data_to_send())
        except OSError:
            kind = "reset"
        except Exception as fault:  # whatever the library finds wrong in what the edge sent
            kind = f"broken HTTP/2 ({type(fault).__name__})"
        self.open = False
        for number in list(self._streams):
            self._fail(number, kind)
        self.writer.close()

    def _take(self, event: Any) -> None:
        from h2 import events as happened

        stream = self._streams.get(getattr(event, "stream_id", None) or 0)
        if isinstance(event, happened.ConnectionTerminated):
            self.open = False
            for number in [number for number in self._streams if number > (event.last_stream_id or 0)]:
                self._fail(number, "sent away", untouched=True)
        elif isinstance(event, happened.DataReceived):
            self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            if stream:
                stream.body += event.data
        elif isinstance(event, happened.StreamReset):
            refused = event.error_code == REFUSED_STREAM
            self._fail(event.stream_id, "stream reset", untouched=refused)
        elif stream and isinstance(event, happened.ResponseReceived):
            stream.status = int(dict(event.headers)[":status"])
        elif stream and isinstance(event, happened.StreamEnded) and not stream.answered.done():
            stream.answered.set_result(Answer(stream.status, stream.body))

    def _fail(self, number: int, kind: str, *, untouched: bool = False) -> None:
        stream = self._streams.get(number)
        if stream and not stream.answered.done():
            stream.answered.set_exception(BrokenError(kind, untouched=untouched))


async def connect(door: Door, protocol: str) -> Connection:
    """To the first address that takes us. ``protocol``: ``h1`` or ``h2``. Raises BrokenError.

    A browser tries the next address when none answers or one refuses, not when a handshake breaks.
    """
    for address in door.addresses:
        plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plain.setblocking(False)
        try:
            loop = asyncio.get_running_loop()
            await asyncio.wait_for(loop.sock_connect(plain, (address, door.port)), CONNECT_SECONDS)
        except (OSError, TimeoutError):
            plain.close()
            continue
        return await _greet(plain, address, door, protocol)
    raise BrokenError("no connection")


async def _greet(plain: socket.socket, address: str, door: Door, protocol: str) -> Connection:
    name = door.host if door.tls else None
    try:
        opening = asyncio.open_connection(sock=plain, ssl=door.tls, server_hostname=name)
        reader, writer = await asyncio.wait_for(opening, HANDSHAKE_SECONDS)
    except (OSError, TimeoutError) as error:
        plain.close()
        raise BrokenError(f"handshake: {type(error).__name__}") from None
    if protocol == "h1":
        return Http1(address, reader, writer)
    connection = Http2(address, reader, writer)
    connection.start()
    return connection


async def closed(connection: Connection) -> None:
    """Close it and do not care how."""
    connection.close()
    with contextlib.suppress(OSError, ssl.SSLError):
        await connection.writer.wait_closed()
