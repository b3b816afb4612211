"""Tests of the helpers above the client."""
