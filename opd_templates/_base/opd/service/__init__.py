"""An app from a schema: what citizens hand in, what staff does with it, what comes of it."""
