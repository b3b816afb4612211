"""Responses: raw, streamed, binary, parsed."""
