"""What the engine starts as a plugin where a nursery is open: ``nursery_door.py MODULE ARGUMENT…``.

Run without site-packages, and with as few imports as can be. Without a nursery it becomes the plugin itself.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys


def main() -> int:
    """Ask for the plugin, and stay until it ends; its exit status is ours."""
    module, *rest = sys.argv[1:]
    folder, name = os.path.split(os.environ["KOMINFO_NURSERY"])
    here = os.getcwd()  # noqa: PTH109  # pathlib would double the time this takes
    asked = {"module": module, "argv": [module, *rest], "folder": here, "environment": dict(os.environ)}
    text = json.dumps(asked).encode()
    with socket.socket(socket.AF_UNIX) as line:
        try:
            os.chdir(folder)  # an address holds 107 characters at most
            line.connect(name)
        except OSError:
            os.chdir(here)
            os.execv(sys.executable, [sys.executable, "-m", module, *rest])  # noqa: S606  # as the launcher would
        socket.send_fds(line, [struct.pack("!I", len(text))], [0, 1, 2])
        line.sendall(text)
        ended = line.recv(1)
    return ended[0] if ended else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # so the engine ends its plugins
        sys.exit(130)
