"""Finds or builds the Pulumi engine and runs one stack per part with it."""
