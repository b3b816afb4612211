"""Encoding of a call as a request: body, form, URL, headers and query."""
