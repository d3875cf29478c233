"""Telephones that watch a queue's board through an edge: half of them over HTTP/1.1, half over HTTP/2, each
by a connection of its own. Run where python3-h2 is: ``telephones.py HOST ADDRESS PORT COUNT SECONDS``.

Says ``ready`` once each was answered, and at the end one line: how many were answered 200, how many streams
ended, and when each version of the board came.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections import Counter, defaultdict

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, ResponseReceived, StreamEnded, StreamReset

PATH = "/papan/aliran/"
AT_ONCE = 50
STARTING_SECONDS = 60

seen: dict[str, list[float]] = defaultdict(list)
statuses: Counter[str] = Counter()
ended: Counter[str] = Counter()


class Frames:
    """A stream's events, as their pieces come."""

    def __init__(self) -> None:
        self._kept = b""

    def take(self, piece: bytes) -> None:
        *whole, self._kept = (self._kept + piece).split(b"\n\n")
        for frame in whole:
            if b"data: " in frame:
                seen[frame.split(b"id: ")[1].split(b"\n")[0].decode()].append(time.time())


async def telephone(which: int, host: str, address: str, port: int, gate: asyncio.Semaphore) -> None:
    protocol = ("http/1.1", "h2")[which % 2]
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols([protocol])
    try:
        async with gate:
            reader, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host)
        await {"h2": _http2, "http/1.1": _http1}[protocol](host, reader, writer)
    except (OSError, asyncio.IncompleteReadError) as error:
        ended[f"{protocol} {type(error).__name__}"] += 1
    else:
        ended[f"{protocol} ended"] += 1


async def _http1(host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    statuses[f"http/1.1 {head.split()[1].decode()}"] += 1
    frames = Frames()
    while size := int((await reader.readuntil(b"\r\n")), 16):
        frames.take((await reader.readexactly(size + 2))[:-2])


async def _http2(host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    link, frames = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8")), Frames()
    link.initiate_connection()
    asked = [(":method", "GET"), (":authority", host), (":scheme", "https"), (":path", PATH)]
    link.send_headers(1, asked, end_stream=True)
    writer.write(link.data_to_send())
    while data := await reader.read(65536):
        for event in link.receive_data(data):
            if isinstance(event, ResponseReceived):
                statuses[f"h2 {dict(event.headers)[':status']}"] += 1
            elif isinstance(event, DataReceived):
                frames.take(event.data)
                link.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, StreamEnded | StreamReset):
                return
        writer.write(link.data_to_send())


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201  # a program of its own


async def main(host: str, address: str, port: str, count: str, seconds: str) -> None:
    gate, began = asyncio.Semaphore(AT_ONCE), time.monotonic()
    watching = [
        asyncio.create_task(telephone(one, host, address, int(port), gate)) for one in range(int(count))
    ]
    while statuses.total() + ended.total() < int(count) and time.monotonic() - began < STARTING_SECONDS:
        await asyncio.sleep(0.1)
    say("ready", round(time.monotonic() - began, 2))
    await asyncio.sleep(float(seconds))
    told = {"statuses": statuses, "ended": dict(ended), "seen": seen}
    for one in watching:
        one.cancel()
    say(json.dumps(told))


asyncio.run(main(*sys.argv[1:]))
