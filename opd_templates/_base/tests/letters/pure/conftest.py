"""These tests need no Django and no image: ``pytest opd_templates/_base/tests/letters/pure``."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3])]
