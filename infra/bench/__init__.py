"""`bench`: each figure beside its floor, as a ratio from one run."""
