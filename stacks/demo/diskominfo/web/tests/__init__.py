"""Uji situs ini; jalankan di dalam image: ``python3 -m opd test``."""
