"""Streams: decoding of bytes to events, and of events to chunks."""
