"""Helpers built on the public API."""
