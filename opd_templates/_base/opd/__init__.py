"""What every app of a city has in common. Built into the base image `app`; projects hold what is their own."""
