"""JSON Schema: check values against a schema, and build values that pass. It knows neither HTTP nor the API."""
