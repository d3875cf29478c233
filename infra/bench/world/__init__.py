"""A world without servers, for measuring what our own side costs: the real plugins over backends in memory.

Its memory is a folder (of a tmpfs, where there is one), because each run has plugin processes of its own.
"""
