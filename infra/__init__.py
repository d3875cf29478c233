"""The platform with which a city's Kominfo office runs its own data center."""
