"""These need no Django and no image: ``pytest opd_templates/_base/tests/queue/pure``."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]
