"""JSON Schema: check values against a schema, and build valid values. Independent of HTTP and the API."""
