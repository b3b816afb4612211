"""The test suite; it needs no network and no key."""
