"""Tests of the local server, `groq.testing`."""
