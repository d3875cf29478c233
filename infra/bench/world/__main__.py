"""``python -m infra.bench.world kominfo|docker|bench``: a plugin in the world without servers.

The first two are the real ones over backends in memory; `bench` is the plain program's.
"""

from __future__ import annotations

import runpy
import sys

from infra.providers.framework import serve

package = sys.argv.pop(1)
if package == "bench":
    from infra.bench.world.note import Note

    serve("bench", "0.1.0", [Note()])
elif package == "kominfo":
    from infra.bench.world import kominfo

    kominfo.install()
else:
    from infra.bench.world import docker

    docker.install()
runpy.run_module(f"infra.providers.{package}", run_name="__main__", alter_sys=True)
