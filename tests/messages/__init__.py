"""Tests of answers that go back to the API."""
