"""``opd serve``: answer visitors. Any other word is a command of Django's, as ``migrate``.

``opd collectstatic`` is what an image's build runs: without secrets, and without a database.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    if sys.argv[1:] in ([], ["serve"]):
        from opd.serving import Server

        Server().run()
    else:
        if sys.argv[1:2] == ["collectstatic"]:
            os.environ["OPD_BUILDING"] = "yes"
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
