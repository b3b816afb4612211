"""Tests of `groq.testing`, the local server."""
