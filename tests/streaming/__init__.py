"""Streams: bytes → events → chunks."""
