"""The process that makes one letter (``opd.pdf``): HTML from standard input, PDF to standard output."""

from __future__ import annotations

import sys

from weasyprint import HTML
from weasyprint.urls import URLFetcher


def main() -> None:
    only_embedded = URLFetcher(allowed_protocols=["data"])
    HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=only_embedded).write_pdf(sys.stdout.buffer)


if __name__ == "__main__":
    main()
