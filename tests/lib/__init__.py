"""Helpers over the public API."""
