"""One call → one `httpx.Request`, without I/O. `_base_client` sends it."""
