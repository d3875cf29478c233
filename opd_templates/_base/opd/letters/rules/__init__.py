"""What an office decides about its letters, and what follows from it: no Django in here, and Python 3.11 is enough."""
