"""Visitors of a city: sent into a machine of its lab as it is (Debian's python3, dnspython and h2)."""
