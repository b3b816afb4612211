"""One call → one request: bodies, forms, URLs, headers, query."""
