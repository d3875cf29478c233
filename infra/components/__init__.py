"""Pulumi components: one class a file, children parented, outputs registered, no decisions."""
