"""``python3 -m load PLAN VISITS``: visit as the JSON file says, a line a request, until SIGTERM."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from .visitors import Plan, Visitors


async def main(plan: str, visits: str) -> None:
    until = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, until.set)
    with Path(visits).open("w", buffering=1) as into:
        await Visitors(Plan.read(Path(plan).read_text()), into).stay(until)


asyncio.run(main(*sys.argv[1:]))
