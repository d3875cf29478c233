"""Complaints of citizens: taken in, checked, handed to the office in charge, answered (template `complaints`)."""
