"""Tests of `groq.testing.schema`."""
