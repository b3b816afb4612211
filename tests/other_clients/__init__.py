"""Other clients of the API, run against the local server by scripts/test-clients."""
