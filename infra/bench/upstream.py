"""``python -m infra.bench.upstream CITY``: what the data center gives an OPD's part, for work by hand."""

from __future__ import annotations

import json
import sys

from infra.engine.outputs import outputs
from infra.engine.run import open_engine
from infra.home import Home
from infra.model import DATACENTER


def main() -> None:
    """Print it as JSON, the registry's password in clear: for a pipe, never for a terminal."""
    engine = open_engine(Home.find(), lambda _: None)
    sys.stdout.write(json.dumps(outputs(engine, sys.argv[1], DATACENTER)))


if __name__ == "__main__":
    main()
