"""The Pulumi program under `pulumi` itself, where its Python language host is installed: `-s <city>.<part>`.

`./kominfo` does not come through here: it hands ``declare`` to the engine directly.
"""

from __future__ import annotations

import pulumi

from infra.deploy.secrets import ensure_made, ensure_secrets_are_set, wanted
from infra.engine.outputs import outputs
from infra.engine.run import open_engine
from infra.engine.vault import Vault
from infra.home import Home, city_folder
from infra.model import DATACENTER, load_city
from infra.program import declare


def main() -> None:
    """Declare the part that the selected stack is named after."""
    city, _, part = pulumi.get_stack().partition(".")
    folder = city_folder(city)
    loaded = load_city(folder)  # whatever is wrong anywhere in it is said before anything is declared
    if part == DATACENTER:
        declare(folder, part, None, {})
        return
    engine = open_engine(Home.find(), pulumi.log.info)
    home = engine.home.city(city)
    ensure_secrets_are_set(loaded, home, [part])
    vault, opd = Vault(home, part), loaded.opd(part)
    ensure_made(vault, engine.passphrase, opd)
    secrets = vault.open(engine.passphrase, wanted(opd))
    declare(folder, part, outputs(engine, city, DATACENTER), secrets)


if __name__ == "__main__":
    main()
