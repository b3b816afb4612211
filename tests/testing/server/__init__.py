"""Tests of `groq.testing.server`."""
