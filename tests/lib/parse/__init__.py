"""Structured output: types, attempts, failures."""
