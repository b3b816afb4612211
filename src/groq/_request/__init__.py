"""One call → one `httpx.Request`, without network I/O. `_base_client` sends it."""
