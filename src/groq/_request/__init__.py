"""One call → one `httpx.Request`: pure, without I/O. `_base_client` sends it."""
