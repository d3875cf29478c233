# noqa: A005  # named as the app is, and only ever `tests.queue`
