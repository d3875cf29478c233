"""The queue of a puskesmas: bookings, tickets, calls, a board, and a desk that goes on without the network."""
