"""The website of an OPD: pages that its own staff edits by forms (Wagtail), and its desk for public information."""
