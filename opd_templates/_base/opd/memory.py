"""What an app holds beside itself for a moment: one picture, letter or document, whoever asks."""

from __future__ import annotations

import threading

one_at_a_time = threading.Lock()
"""A picture that is written anew takes up to 125 MiB, the process of a letter 60, that which
reads a document 128; an app has 256 with 55 to 75 of its own, and what all who ask at once bring takes some 40."""
