"""Pulumi plugins this project brings: `kominfo`, and `docker` where the official one cannot be had."""
