"""Tests of `groq.testing.api`."""
